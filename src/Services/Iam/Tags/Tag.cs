using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Tags;

internal sealed record Tag
{
    public required string Key { get; init; }

    public required string Value { get; init; }
}

/// <summary>What is done with tags alike on every kind of entity.</summary>
internal static partial class TagList
{
    private const int MaxTags = 50;

    private const string ShownKey = @"[\p{L}\p{Z}\p{N}_.:/=+\-@]+";

    private static readonly TextLimits KeyItem = new(1, 128, KeyPattern, ShownKey);

    public static Violations Tags(this Violations check, IReadOnlyList<Tag>? tags)
    {
        check.Count(tags, 0, MaxTags, "tags");
        for (var i = 0; i < (tags?.Count ?? 0); i++)
        {
            check
                .Length(tags![i].Key, 1, 128, $"tags.{i + 1}.member.key").Pattern(tags[i].Key, KeyPattern, ShownKey, $"tags.{i + 1}.member.key")
                .Length(tags[i].Value, 0, 256, $"tags.{i + 1}.member.value")
                .Pattern(tags[i].Value, ValuePattern, @"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", $"tags.{i + 1}.member.value");
        }

        return check;
    }

    public static Violations TagKeys(this Violations check, IReadOnlyList<string> keys, [CallerArgumentExpression(nameof(keys))] string member = "") =>
        check.Count(keys, 0, MaxTags, member).Items(keys, KeyItem, member);

    /// <summary>Keys that differ only in case are the same key to IAM.</summary>
    public static IReadOnlyList<Tag> Merge(IReadOnlyList<Tag> current, IReadOnlyList<Tag> added)
    {
        if (added.DistinctBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase).Count() != added.Count)
        {
            throw IamErrors.DuplicateTags();
        }

        Tag[] merged =
        [
            .. current.Where(tag => !added.Any(other => Same(other.Key, tag.Key))),
            .. added,
        ];
        return merged.Length <= MaxTags ? merged : throw IamErrors.TooManyTags();
    }

    public static IReadOnlyList<Tag> Remove(IReadOnlyList<Tag> current, IReadOnlyList<string> keys) =>
        [.. current.Where(tag => !keys.Any(key => Same(key, tag.Key)))];

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]+\z")]
    private static partial Regex KeyPattern { get; }

    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z")]
    private static partial Regex ValuePattern { get; }
}

internal sealed record TagPage(IReadOnlyList<Tag> Tags, bool IsTruncated, string? Marker)
{
    public static TagPage Of(IReadOnlyList<Tag> tags, string? marker, int? maxItems)
    {
        var page = Listing.Page(tags.OrderBy(tag => tag.Key, StringComparer.Ordinal), tag => tag.Key, marker, maxItems);
        return new TagPage(page.Items, page.Next is not null, page.Next);
    }
}
