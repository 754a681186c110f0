namespace Gatehouse.Gateway.TestInvoke;

/// <summary>A request made up to try one authorizer. It has no body: authorizers never see one.</summary>
public sealed record AuthorizerTestRequest
{
    /// <summary>? The stage that such tests pretend to run on; users' captures of today show it, older ones show <c>null</c>.</summary>
    public const string StageName = "ESTestInvoke-stage";

    public string? PathWithQueryString { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public required TestCaller Caller { get; init; }
}

/// <summary>What an authorizer replied to a test, and how it came to it.</summary>
public sealed record AuthorizerTestOutcome
{
    /// <summary>What a caller would have got, or 0 when the function gave a policy.</summary>
    public required int ClientStatus { get; init; }

    /// <summary>The execution log.</summary>
    public required string Log { get; init; }

    public required TimeSpan Latency { get; init; }

    public string? PrincipalId { get; init; }

    /// <summary>The policy as JSON.</summary>
    public string? Policy { get; init; }
}
