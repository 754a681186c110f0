using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>Hosts of function URLs: <c>{id}.lambda-url.{region}.on.aws</c>, and the same before any other name that leads here.</summary>
internal static class UrlHost
{
    private const string Mark = ".lambda-url.";

    public static bool Is(HostString host) => host.HasValue && host.Value.Contains(Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>False when the host has no id or no region.</summary>
    public static bool TryRead(HostString host, out string id, out string region)
    {
        var name = host.Host;
        var mark = name.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        var rest = mark > 0 ? name[(mark + Mark.Length)..] : "";
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        (id, region) = (mark > 0 ? name[..mark].ToLowerInvariant() : "", dot > 0 ? rest[..dot].ToLowerInvariant() : rest.ToLowerInvariant());
        return id.Length > 0 && region.Length > 0;
    }
}
