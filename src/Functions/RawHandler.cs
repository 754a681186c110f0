using System.Buffers;

namespace Gatehouse.Functions;

/// <summary>
/// Answers one event: reads its bytes, writes the reply's bytes. The event's memory is valid until the returned task ends.
/// An exception makes the invocation a function error; what was written before it is dropped.
/// </summary>
public delegate ValueTask RawHandler(ReadOnlyMemory<byte> payload, IBufferWriter<byte> reply, FunctionContext context);
