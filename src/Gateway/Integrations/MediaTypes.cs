namespace Gatehouse.Gateway.Integrations;

/// <summary>An API's binary media types: exact, <c>type/*</c> or <c>*/*</c>. Only this side may have wildcards.</summary>
internal sealed class MediaTypes
{
    private readonly string[] _exact;
    private readonly string[] _prefixes;
    private readonly bool _everything;

    public MediaTypes(IReadOnlyList<string> configured)
    {
        // A wildcard on the left (*/test) never matches anything, as on AWS.
        var types = configured.Select(type => type.Replace("~1", "/", StringComparison.Ordinal).ToLowerInvariant()).ToArray();
        _everything = types.Contains("*/*");
        _prefixes = [.. types.Where(type => type.EndsWith("/*", StringComparison.Ordinal) && !type.StartsWith('*')).Select(type => type[..^1])];
        _exact = [.. types.Where(type => !type.Contains('*', StringComparison.Ordinal))];
    }

    public bool IsEmpty => !_everything && _exact.Length == 0 && _prefixes.Length == 0;

    /// <summary>Whether a Content-Type, or the first entry of an Accept, names binary content. Parameters and q-values do not count.</summary>
    public bool Match(string? header)
    {
        if (_everything)
        {
            return true;
        }

        if (IsEmpty || string.IsNullOrEmpty(header))
        {
            return false;
        }

        var type = header.AsSpan();
        var end = type.IndexOfAny(',', ';');
        type = (end < 0 ? type : type[..end]).Trim();
        foreach (var exact in _exact)
        {
            if (type.Equals(exact, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var prefix in _prefixes)
        {
            if (type.Length > prefix.Length && type.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && !type.EndsWith("/*", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
