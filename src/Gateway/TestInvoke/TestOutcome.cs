namespace Gatehouse.Gateway.TestInvoke;

/// <summary>What a method answered to a test, and how it came to it.</summary>
public sealed record TestOutcome
{
    public required int Status { get; init; }

    public required string Body { get; init; }

    /// <summary>What the method itself set, without what every answer over HTTP carries.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; }

    /// <summary>The execution log.</summary>
    public required string Log { get; init; }

    public required TimeSpan Latency { get; init; }
}
