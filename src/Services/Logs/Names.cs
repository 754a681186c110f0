using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs;

/// <summary>Names of groups and streams, and the ways in which requests say them.</summary>
internal static partial class Names
{
    private const int MaxLength = 512;

    private const string ShownIdentifier = @"[\w#+=/:,.@-]*";

    private static readonly int[] RetentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    private static readonly TextLimits StreamItem = new(1, MaxLength, StreamPattern, "[^:*]*");

    private static readonly TextLimits IdentifierItem = new(1, 2048, IdentifierPattern, ShownIdentifier);

    private static readonly TextLimits AccountItem = new(12, 12, AccountPattern, @"^\d{12}$");

    public static Violations GroupName(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Name(value, member).Pattern(value, GroupPattern, @"[\.\-_/#A-Za-z0-9]+", member);

    public static Violations StreamName(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Name(value, member).Pattern(value, StreamPattern, "[^:*]*", member);

    public static Violations StreamNames(this Violations check, IReadOnlyList<string>? values, [CallerArgumentExpression(nameof(values))] string member = "") =>
        check.Count(values, 1, 100, member).Items(values, StreamItem, member);

    /// <summary>A group by its name or ARN.</summary>
    public static Violations Identifier(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, 2048, member).Pattern(value, IdentifierPattern, ShownIdentifier, member);

    public static Violations Identifiers(this Violations check, IReadOnlyList<string>? values, [CallerArgumentExpression(nameof(values))] string member = "") =>
        check.Count(values, 1, 50, member).Items(values, IdentifierItem, member);

    public static Violations Accounts(this Violations check, IReadOnlyList<string>? values, [CallerArgumentExpression(nameof(values))] string member = "") =>
        check.Count(values, 0, 20, member).Items(values, AccountItem, member);

    /// <summary>A part of a group's name, which may be empty.</summary>
    public static Violations NamePart(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 0, MaxLength, member).Pattern(value, GroupPattern, @"[\.\-_/#A-Za-z0-9]*", member);

    public static Violations ResourceArn(this Violations check, string value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, 1011, member).Pattern(value, ArnPattern, @"[\w+=/:,.@-]*", member);

    /// <summary>A token, which is anything but empty.</summary>
    public static Violations Token(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, int.MaxValue, member);

    public static Violations Retention(this Violations check, int days)
    {
        if (!RetentionDays.Contains(days))
        {
            check.Add(days.ToString(System.Globalization.CultureInfo.InvariantCulture), "retentionInDays", $"Member must satisfy enum value set: [{string.Join(", ", RetentionDays)}]");
        }

        return check;
    }

    // Too long a name is refused in words of its own, not in the sentence of the other limits.
    private static Violations Name(this Violations check, string? value, string member) =>
        value?.Length > MaxLength ? throw LogsErrors.NameTooLong() : check.Length(value, 1, MaxLength, member);

    /// <summary>The group that a request names, by its name or by an identifier.</summary>
    public static string Group(string? name, string? identifier, Scope scope) => (name, identifier) switch
    {
        (not null, not null) => throw LogsErrors.NameAndArn(),
        (not null, null) => name,
        (null, not null) => GroupOf(identifier, scope) ?? throw LogsErrors.GroupNotFound(),
        _ => throw LogsErrors.NeitherNameNorArn(),
    };

    /// <summary>The name in an identifier, which is a name or an ARN; null for a group of another account or region.</summary>
    public static string? GroupOf(string identifier, Scope scope)
    {
        if (!identifier.StartsWith("arn:", StringComparison.Ordinal))
        {
            return identifier;
        }

        const string Kind = "log-group:";
        return Arn.TryParse(identifier, out var arn) && arn.Service == "logs" && arn.Account == scope.Account && arn.Region == scope.Region
            && arn.Resource.StartsWith(Kind, StringComparison.Ordinal)
            ? arn.Resource[Kind.Length..].Split(':')[0]
            : null;
    }

    /// <summary>The group of a tagged resource's ARN; the <c>:*</c> that DescribeLogGroups answers was refused as no part of an ARN.</summary>
    public static string GroupOfArn(string arn, Scope scope) =>
        arn.StartsWith("arn:", StringComparison.Ordinal) && GroupOf(arn, scope) is { } name ? name : throw LogsErrors.ResourceNotFound(arn);

    public static string ReadToken(string token) => PageToken.TryRead(token, out var key) ? key : throw LogsErrors.InvalidToken();

    [GeneratedRegex(@"^[.\-_/#A-Za-z0-9]*\z")]
    private static partial Regex GroupPattern { get; }

    [GeneratedRegex(@"^[^:*]*\z")]
    private static partial Regex StreamPattern { get; }

    // AWS's \w is ASCII.
    [GeneratedRegex(@"^[A-Za-z0-9_#+=/:,.@-]*\z")]
    private static partial Regex IdentifierPattern { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_+=/:,.@-]*\z")]
    private static partial Regex ArnPattern { get; }

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex AccountPattern { get; }
}
