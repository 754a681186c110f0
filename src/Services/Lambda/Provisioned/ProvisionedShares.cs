using Gatehouse.Services.Lambda.Functions;

namespace Gatehouse.Services.Lambda.Provisioned;

/// <summary>Which versions keep the sandboxes that are asked for under a qualifier.</summary>
internal static class ProvisionedShares
{
    /// <summary>A version keeps its own; an alias has them kept by the versions that it points to, by their weights.</summary>
    public static IEnumerable<(string Version, int Count)> Of(StoredFunction function, string qualifier, int requested)
    {
        if (!function.Aliases.TryGetValue(qualifier, out var alias))
        {
            return [(qualifier, requested)];
        }

        if (alias.Additional is not { } share)
        {
            return [(alias.FunctionVersion, requested)];
        }

        var other = (int)Math.Round(requested * share.Weight);
        return [(alias.FunctionVersion, requested - other), (share.Version, other)];
    }

    /// <summary>What every version keeps ready in all.</summary>
    public static Dictionary<string, int> ByVersion(StoredFunction function)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (qualifier, settings) in function.Provisioned)
        {
            foreach (var (version, count) in Of(function, qualifier, settings.Requested))
            {
                counts[version] = counts.GetValueOrDefault(version) + count;
            }
        }

        return counts;
    }
}
