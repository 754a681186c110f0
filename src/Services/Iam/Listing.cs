using Gatehouse.Core;

namespace Gatehouse.Services.Iam;

/// <summary>IAM's paging: a marker, and a flag that says whether there is more.</summary>
internal static class Listing
{
    private const int DefaultItems = 100;

    /// <param name="ordered">In ordinal order of <paramref name="key"/>.</param>
    public static Page<T> Page<T>(IEnumerable<T> ordered, Func<T, string> key, string? marker, int? maxItems)
    {
        var after = "";
        if (marker is not null && !PageToken.TryRead(marker, out after))
        {
            throw IamErrors.InvalidMarker();
        }

        var limit = maxItems ?? DefaultItems;
        var items = new List<T>();
        foreach (var item in ordered)
        {
            if (marker is not null && string.CompareOrdinal(key(item), after) <= 0)
            {
                continue;
            }

            if (items.Count == limit)
            {
                return new Page<T>(items, PageToken.For(key(items[^1])));
            }

            items.Add(item);
        }

        return new Page<T>(items, null);
    }
}
