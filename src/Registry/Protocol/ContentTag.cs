using Gatehouse.Registry.Names;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Protocol;

/// <summary>Conditional reads: content named by digest never changes, so the digest is its entity tag.</summary>
internal static class ContentTag
{
    /// <summary>Whether a range may be sent: the client has a part of this very content, or does not ask for that.</summary>
    public static bool AllowsRange(RegistryCall call, Digest digest) =>
        call.Request.Headers.IfRange.ToString() is var condition && (condition.Length == 0 || condition == $"\"{digest}\"");

    /// <summary>Sets the entity tag; true, with the answer made 304, when the client has this content already.</summary>
    public static bool Matches(RegistryCall call, Digest digest)
    {
        var tag = $"\"{digest}\"";
        call.Response.Headers.ETag = tag;
        foreach (var value in call.Request.Headers.IfNoneMatch)
        {
            if (value is not null && value.Split(',', StringSplitOptions.TrimEntries).Any(one => one == "*" || one == tag || one == "W/" + tag))
            {
                call.Response.StatusCode = StatusCodes.Status304NotModified;
                return true;
            }
        }

        return false;
    }
}
