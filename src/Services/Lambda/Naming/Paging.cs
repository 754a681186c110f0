using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Naming;

/// <summary>Lambda's paging: <c>Marker</c> and <c>MaxItems</c> in, <c>NextMarker</c> out.</summary>
internal static class Paging
{
    // Lists of functions and versions hold at most 50, however many are asked for.
    private const int MostItems = 50;

    public static Violations MaxItems(this Violations check, int? value) => check.Range(value, 1, 10000, "maxItems");

    public static int Limit(int? maxItems) => Math.Min(maxItems ?? MostItems, MostItems);

    /// <summary>The key of the last item of the page before; null for the first page.</summary>
    public static string? After(string? marker)
    {
        if (string.IsNullOrEmpty(marker))
        {
            return null;
        }

        return PageToken.TryRead(marker, out var key) ? key : throw LambdaErrors.Invalid("The marker is not one that an earlier page ended with.");
    }

    public static string? Marker(string? lastKey) => lastKey is null ? null : PageToken.For(lastKey);

    /// <summary>The page of a list that is small enough to be read whole. <paramref name="keys"/> tells where each item is.</summary>
    public static (IReadOnlyList<T> Items, string? NextMarker) Cut<T>(IEnumerable<T> all, Func<T, string> keys, string? marker, int? maxItems)
    {
        var after = After(marker);
        var rest = after is null ? all : all.SkipWhile(item => keys(item) != after).Skip(1);
        var limit = Limit(maxItems);
        var page = rest.Take(limit + 1).ToArray();
        return page.Length > limit ? (page[..limit], PageToken.For(keys(page[limit - 1]))) : (page, null);
    }
}
