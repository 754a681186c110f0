namespace Gatehouse.Access.Policies;

/// <summary>What a policy is asked: may this action be done to this resource, under these circumstances?</summary>
public sealed class PolicyRequest(string action, string resource, IPolicyContext context)
{
    public string Action => action;

    public string Resource => resource;

    public IPolicyContext Context => context;

    /// <summary>Another spelling of the same resource for certain; null when there is none.</summary>
    public string? SameResource { get; init; }

    /// <summary>A spelling that could mean the same resource: it counts where it denies, never where it allows.</summary>
    public string? LikelyResource { get; init; }

    /// <summary>The strict reading of a pattern: what it matches may be allowed.</summary>
    internal bool IsSurely(string pattern) =>
        ArnPattern.Matches(pattern, resource) || (SameResource is { } same && ArnPattern.Matches(pattern, same));

    /// <summary>The broad reading: what it does not match cannot be meant.</summary>
    internal bool IsPerhaps(string pattern) =>
        IsSurely(pattern) || IsLike(pattern, resource) || IsLike(pattern, SameResource) || IsLike(pattern, LikelyResource);

    private static bool IsLike(string pattern, string? spelling) => spelling is not null && Wildcard.Matches(pattern, spelling);
}

/// <summary>The circumstances of a request: condition keys and their values.</summary>
public interface IPolicyContext
{
    /// <summary>False when nobody here knows what the key means; a value of null when the key is known and the request has none.</summary>
    /// <param name="key">The key in lower case, for example <c>aws:sourceip</c>.</param>
    /// <param name="value">Its value.</param>
    bool TryFind(string key, out string? value);
}
