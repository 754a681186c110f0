namespace Gatehouse.Services.Lambda.Urls;

/// <summary>
/// Ends a response that has begun without its last chunk, so that nobody takes what came for the whole. Only an exception makes the
/// web server do so after everything that was written has left; aborting would take back what is still on its way.
/// </summary>
public sealed class BrokenStreamException() : Exception("The function broke its stream off; its log says why.");
