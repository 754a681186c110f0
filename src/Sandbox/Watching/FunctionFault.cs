namespace Gatehouse.Sandbox.Watching;

/// <summary>Something that went wrong with a function.</summary>
/// <param name="RequestId">The invocation that it failed; null where a sandbox could not be started for any.</param>
/// <param name="Type">As the log's REPORT line names it, for example <c>Runtime.ExitError</c>.</param>
/// <param name="Message">What the function or the platform said, cut to a line's length.</param>
public sealed record FunctionFault(DateTimeOffset Time, string? RequestId, string Type, string Message);
