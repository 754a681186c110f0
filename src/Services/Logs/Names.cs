using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs;

/// <summary>Names of groups and streams, and the ways in which requests say them.</summary>
internal static partial class Names
{
    private const int MaxLength = 512;

    private static readonly int[] RetentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    // The length is checked by CheckLength, which has words of its own for it.
    public static Violations GroupName(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, int.MaxValue, member).Pattern(value, GroupPattern, @"[\.\-_/#A-Za-z0-9]+", member);

    public static Violations StreamName(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 1, int.MaxValue, member).Pattern(value, StreamPattern, "[^:*]*", member);

    public static Violations Tags(this Violations check, IReadOnlyDictionary<string, string>? tags)
    {
        foreach (var (key, value) in tags ?? new Dictionary<string, string>())
        {
            check.Length(key, 1, 128, "tags").Length(value, 0, 256, "tags");
            if (value is null)
            {
                check.Missing("tags");
            }
        }

        return tags is { Count: > 50 } ? throw LogsErrors.TooManyTags() : check;
    }

    /// <summary>JSON's null is no name, whatever the types say.</summary>
    public static Violations NoNulls(this Violations check, IReadOnlyList<string?>? values, [CallerArgumentExpression(nameof(values))] string member = "")
    {
        for (var i = 0; i < (values?.Count ?? 0); i++)
        {
            if (values![i] is null)
            {
                check.Missing($"{member}.{i + 1}.member");
            }
        }

        return check;
    }

    public static Violations Retention(this Violations check, int days)
    {
        if (!RetentionDays.Contains(days))
        {
            check.Add(days.ToString(System.Globalization.CultureInfo.InvariantCulture), "retentionInDays", $"Member must satisfy enum value set: [{string.Join(", ", RetentionDays)}]");
        }

        return check;
    }

    public static void CheckLength(string name)
    {
        if (name.Length > MaxLength)
        {
            throw LogsErrors.NameTooLong();
        }
    }

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

    /// <summary>The group of a tagged resource's ARN, with or without the <c>:*</c> that DescribeLogGroups answers.</summary>
    public static string GroupOfArn(string arn, Scope scope) =>
        arn.StartsWith("arn:", StringComparison.Ordinal) && GroupOf(arn, scope) is { } name ? name : throw LogsErrors.ResourceNotFound(arn);

    public static string ReadToken(string token) => PageToken.TryRead(token, out var key) ? key : throw LogsErrors.InvalidToken();

    [GeneratedRegex(@"^[.\-_/#A-Za-z0-9]*\z")]
    private static partial Regex GroupPattern { get; }

    [GeneratedRegex(@"^[^:*]*\z")]
    private static partial Regex StreamPattern { get; }
}
