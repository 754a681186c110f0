namespace Gatehouse.Sandbox.Pool;

/// <summary>An invocation that the runtime has answered while extensions still work for it.</summary>
/// <param name="Status">Null when all went well, else the words of its REPORT line.</param>
internal sealed record AnsweredInvocation(string RequestId, string? Status, long ProducedBytes);
