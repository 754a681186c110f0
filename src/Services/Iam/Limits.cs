using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam;

/// <summary>The limits that IAM's members share.</summary>
internal static partial class Limits
{
    private const string ShownName = @"[\w+=,.@-]+";

    public static Violations RoleName(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Name(value, 64, member);

    public static Violations PolicyName(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Name(value, 128, member);

    public static Violations Name(this Violations check, string? value, int max, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Pattern(value, NamePattern, ShownName, member).Length(value, 1, max, member);

    public static Violations PolicyArn(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 20, 2048, member);

    public static Violations Document(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, 131072, member).Pattern(value, DocumentPattern, @"[\u0009\u000A\u000D\u0020-\u00FF]+", member);

    public static Violations RolePath(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, 512, member).Pattern(value, RolePathPattern, @"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)", member);

    public static Violations PolicyPath(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, 512, member).Pattern(value, PolicyPathPattern, @"((/[A-Za-z0-9\.,\+@=_-]+)*)/", member);

    /// <summary>The path that a list of roles begins with, which need not be whole.</summary>
    public static Violations PathPrefix(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, 512, member).Pattern(value, PathPrefixPattern, @"\u002F[\u0021-\u007F]*", member);

    public static Violations VersionId(this Violations check, string value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Pattern(value, VersionIdPattern, @"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?", member);

    public static Violations RoleDescription(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 0, 1000, member).Pattern(value, DescriptionPattern, @"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*", member);

    public static Violations Paging(this Violations check, string? marker, int? maxItems) =>
        check.Length(marker, 1, 320, "marker").Pattern(marker, MarkerPattern, @"[\u0020-\u00FF]+", "marker").Range(maxItems, 1, 1000, "maxItems");

    // AWS's \w is ASCII.
    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]*\z")]
    private static partial Regex NamePattern { get; }

    [GeneratedRegex(@"^[\u0009\u000A\u000D\u0020-\u00FF]*\z")]
    private static partial Regex DocumentPattern { get; }

    [GeneratedRegex(@"^(/|/[\u0021-\u007E]+/)\z")]
    private static partial Regex RolePathPattern { get; }

    [GeneratedRegex(@"^(/[A-Za-z0-9.,+@=_-]+)*/\z")]
    private static partial Regex PolicyPathPattern { get; }

    [GeneratedRegex(@"^[\u0020-\u00FF]*\z")]
    private static partial Regex MarkerPattern { get; }

    [GeneratedRegex(@"^/[\u0021-\u007F]*\z")]
    private static partial Regex PathPrefixPattern { get; }

    [GeneratedRegex(@"^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?\z")]
    private static partial Regex VersionIdPattern { get; }

    [GeneratedRegex(@"^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*\z")]
    private static partial Regex DescriptionPattern { get; }
}
