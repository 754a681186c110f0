using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>What came of asking an authorizer's function once: a result, or the verdict that there is none.</summary>
internal sealed record AuthorizerAnswer
{
    public AuthorizerResult? Result { get; init; }

    /// <summary>Meant for who asked when there is no result.</summary>
    public Verdict Refusal { get; init; }

    /// <summary>In a word, for logs; null with a result.</summary>
    public string? Error { get; init; }

    /// <summary>Null when the function was not even asked.</summary>
    public TimeSpan? Latency { get; init; }

    public int? IntegrationStatus { get; init; }

    public string? InvocationId { get; init; }
}
