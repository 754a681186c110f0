namespace Gatehouse.Services.Logs.Tags;

internal static class GroupTags
{
    private const int MaxTags = 50;

    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> current, IReadOnlyDictionary<string, string> added)
    {
        var merged = new Dictionary<string, string>(current, StringComparer.Ordinal);
        foreach (var (key, value) in added)
        {
            merged[key] = value;
        }

        return merged.Count <= MaxTags ? merged : throw LogsErrors.TooManyTags();
    }

    public static IReadOnlyDictionary<string, string> Remove(IReadOnlyDictionary<string, string> current, IReadOnlyList<string> keys) =>
        current.Where(tag => !keys.Contains(tag.Key)).ToDictionary(StringComparer.Ordinal);
}
