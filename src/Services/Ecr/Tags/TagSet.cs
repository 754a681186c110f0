namespace Gatehouse.Services.Ecr.Tags;

/// <summary>AWS's rules for a resource's tags.</summary>
internal static class TagSet
{
    private const int Most = 50;

    /// <summary>The old tags with the new ones over them.</summary>
    public static IReadOnlyList<Tag> Merge(IReadOnlyList<Tag> old, IReadOnlyList<Tag> added)
    {
        var merged = new SortedDictionary<string, Tag>(StringComparer.Ordinal);
        foreach (var tag in old)
        {
            merged[tag.Key] = tag;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in added)
        {
            Check(tag);
            if (!seen.Add(tag.Key))
            {
                throw EcrErrors.InvalidTag($"Duplicate tag key '{tag.Key}'");
            }

            merged[tag.Key] = tag;
        }

        return merged.Count <= Most ? [.. merged.Values] : throw EcrErrors.TooManyTags(Most);
    }

    private static void Check(Tag tag)
    {
        if (tag.Key is not { Length: >= 1 and <= 128 } || tag.Value is not { Length: <= 256 })
        {
            throw EcrErrors.InvalidTag("A tag's key must have 1 to 128 characters, and its value at most 256");
        }

        if (tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
        {
            throw EcrErrors.InvalidTag("Tag keys that start with 'aws:' are reserved for system use");
        }
    }
}
