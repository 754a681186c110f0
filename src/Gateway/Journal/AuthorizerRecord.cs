namespace Gatehouse.Gateway.Journal;

/// <summary>How asking a method's authorizer went: what access logs show as <c>$context.authorizer.…</c>.</summary>
internal sealed class AuthorizerRecord
{
    public required string Id { get; init; }

    /// <summary>Whether an earlier answer was still good, so that no function was asked.</summary>
    public bool IsCached { get; set; }

    /// <summary>From the beginning of the stage to its decision (<c>authorizer.latency</c>).</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>What the function took (<c>authorizer.integrationLatency</c>); null when none was asked.</summary>
    public TimeSpan? IntegrationLatency { get; set; }

    /// <summary>What Lambda answered (<c>authorizer.integrationStatus</c>): 200 also when the function failed; null when none was asked.</summary>
    public int? IntegrationStatus { get; set; }

    /// <summary>What the authorizer came to (<c>authorizer.status</c>): 200, 401, 403 or 500.</summary>
    public int Status { get; set; }

    /// <summary>What went wrong, in a word (<c>authorizer.error</c>), or null.</summary>
    public string? Error { get; set; }

    /// <summary>The function's invocation (<c>authorizer.requestId</c>), or null when none was asked.</summary>
    public string? InvocationId { get; set; }

    /// <summary>Who the function said is calling (<c>authorizer.principalId</c>), or null.</summary>
    public string? PrincipalId { get; set; }
}
