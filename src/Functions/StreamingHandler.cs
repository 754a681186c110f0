namespace Gatehouse.Functions;

/// <summary>
/// Answers one event piece by piece: what it writes leaves at once, and its callers read it while it goes on. The event's memory is
/// valid until the returned task ends. An exception before the first write is an ordinary function error; a later one breaks the
/// stream off, and its callers are told behind what they have.
/// </summary>
public delegate ValueTask StreamingHandler(ReadOnlyMemory<byte> payload, ResponseStream reply, FunctionContext context);
