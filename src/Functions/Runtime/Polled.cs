namespace Gatehouse.Functions.Runtime;

/// <summary>One event as the Runtime API handed it out. The payload is valid until the reply is sent.</summary>
internal readonly record struct Polled(string RequestId, ReadOnlyMemory<byte> Payload, ResponseHead Head);
