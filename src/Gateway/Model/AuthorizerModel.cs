namespace Gatehouse.Gateway.Model;

/// <summary>A Lambda authorizer: the function that says whether a caller may pass. Two of the same members are the same.</summary>
public sealed record AuthorizerModel
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required AuthorizerType Type { get; init; }

    /// <summary>As stored; <c>${stageVariables.x}</c> is filled in when the stage is compiled.</summary>
    public string? Uri { get; init; }

    /// <summary>Whether a role invokes the function, so that the function's own policy is not asked.</summary>
    public bool HasCredentials { get; init; }

    /// <summary>Where the caller's identity is, separated by commas: <c>method.request.header.Authorization</c>.</summary>
    public string? IdentitySource { get; init; }

    /// <summary>What a TOKEN must look like as a whole, or null.</summary>
    public string? ValidationExpression { get; init; }

    /// <summary>How long an answer is remembered; zero for not at all.</summary>
    public TimeSpan ResultTimeToLive { get; init; }
}

public enum AuthorizerType
{
    Token,
    Request,
}
