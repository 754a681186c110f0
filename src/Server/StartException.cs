namespace Gatehouse.Server;

/// <summary>The server cannot start, for a reason that its owner can do something about. The message is a whole sentence.</summary>
internal sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
