namespace Gatehouse.Functions.Runtime;

/// <summary>The connection ended where a message should have begun or gone on: worth another connection.</summary>
internal sealed class PeerClosedException(string message, Exception? cause = null) : Exception(message, cause);
