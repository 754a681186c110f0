using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Tags;

/// <summary>What the tags of one request may be. How many a group may have in all is another matter.</summary>
internal static partial class TagLimits
{
    private static readonly TextLimits Key = new(1, 128, KeyPattern, @"^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$");

    private static readonly TextLimits Value = new(0, 256, ValuePattern, @"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$");

    public static Violations Tags(this Violations check, IReadOnlyDictionary<string, string>? tags) =>
        check.Entries(tags, 1, 50, "tags").Keys(tags, Key, "tags").Values(tags, Value, "tags");

    public static Violations TagKeys(this Violations check, IReadOnlyList<string> keys, int min, int max, [CallerArgumentExpression(nameof(keys))] string member = "") =>
        check.Count(keys, min, max, member).Items(keys, Key, member);

    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]+\z")]
    private static partial Regex KeyPattern { get; }

    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z")]
    private static partial Regex ValuePattern { get; }
}
