using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

/// <summary>The limits of what a session is asked for with.</summary>
internal static partial class SessionLimits
{
    private const string ShownText = @"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+";

    private const string ShownName = @"[\w+=,.@-]*";

    public static Violations SessionArn(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 20, 2048, member).Pattern(value, Printable, ShownText, member);

    public static Violations SessionName(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Pattern(value, NamePattern, ShownName, member).Length(value, 2, 64, member);

    public static Violations SessionPolicies(this Violations check, string? policy, IReadOnlyList<SessionPolicy>? arns)
    {
        check.Length(policy, 1, int.MaxValue, "policy").Pattern(policy, DocumentPattern, @"[\u0009\u000A\u000D\u0020-\u00FF]+", "policy");
        for (var i = 0; i < (arns?.Count ?? 0); i++)
        {
            check.SessionArn(arns![i].Arn, $"policyArns.{i + 1}.member.arn");
        }

        return check;
    }

    public static Violations TransitiveKeys(this Violations check, IReadOnlyList<string>? keys) => keys is null ? check : check.TagKeys(keys, "transitiveTagKeys");

    public static Violations ExternalId(this Violations check, string? value, [CallerArgumentExpression(nameof(value))] string member = "") =>
        check.Length(value, 2, 1224, member).Pattern(value, ExternalIdPattern, @"[\w+=,.@:\/-]*", member);

    /// <summary>A device for a second factor and what it shows.</summary>
    public static Violations Device(this Violations check, string? serialNumber, string? tokenCode) => check
        .Length(serialNumber, 9, 256, "serialNumber").Pattern(serialNumber, SerialPattern, @"[\w+=/:,.@-]*", "serialNumber")
        .Length(tokenCode, 6, 6, "tokenCode").Pattern(tokenCode, Digits, @"[\d]*", "tokenCode");

    public static Violations Contexts(this Violations check, IReadOnlyList<ProvidedContext>? contexts)
    {
        check.Count(contexts, 1, 5, "providedContexts");
        for (var i = 0; i < (contexts?.Count ?? 0); i++)
        {
            check.SessionArn(contexts![i].ProviderArn, $"providedContexts.{i + 1}.member.providerArn")
                .Length(contexts[i].ContextAssertion, 4, 2048, $"providedContexts.{i + 1}.member.contextAssertion");
        }

        return check;
    }

    [GeneratedRegex(@"^[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uFFFD]*\z")]
    private static partial Regex Printable { get; }

    // AWS's \w is ASCII.
    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]*\z")]
    private static partial Regex NamePattern { get; }

    [GeneratedRegex(@"^[\u0009\u000A\u000D\u0020-\u00FF]*\z")]
    private static partial Regex DocumentPattern { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@:/-]*\z")]
    private static partial Regex ExternalIdPattern { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_+=/:,.@-]*\z")]
    private static partial Regex SerialPattern { get; }

    [GeneratedRegex(@"^[0-9]*\z")]
    private static partial Regex Digits { get; }
}
