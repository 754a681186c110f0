using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Naming;

/// <summary>The patterns of names that many requests share, shown as AWS shows them.</summary>
internal static partial class NameLimits
{
    private const string NamePattern =
        @"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

    private const string NamespacedPattern =
        @"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

    private const string QualifierPattern = @"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+";

    private const string AliasPattern = "(?!^[0-9]+$)([a-zA-Z0-9-_]+)";

    private const string VersionPattern = @"(\$LATEST(\.PUBLISHED)?|[0-9]+)";

    private const string RolePattern = @"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+";

    /// <summary>A name, partial ARN or ARN where AWS's model has <c>FunctionName</c>.</summary>
    public static Violations FunctionName(this Violations check, string value) =>
        check.Length(value, 1, 140, "functionName").Pattern(value, Name(), NamePattern, "functionName");

    /// <summary>A name, partial ARN or ARN where AWS's model has <c>NamespacedFunctionName</c>.</summary>
    public static Violations NamespacedFunctionName(this Violations check, string value) =>
        check.Length(value, 1, 256, "functionName").Pattern(value, Namespaced(), NamespacedPattern, "functionName");

    public static Violations Qualifier(this Violations check, string? value) =>
        check.Length(value, 1, 128, "qualifier").Pattern(value, QualifierText(), QualifierPattern, "qualifier");

    public static Violations AliasName(this Violations check, string value) =>
        check.Length(value, 1, 128, "name").Pattern(value, Alias(), AliasPattern, "name");

    public static Violations FunctionVersion(this Violations check, string? value) =>
        check.Length(value, 1, 1024, "functionVersion").Pattern(value, Version(), VersionPattern, "functionVersion");

    public static Violations Role(this Violations check, string? value) => check.Pattern(value, RoleArn(), RolePattern, "role");

    [GeneratedRegex("^" + NamePattern + "\\z", RegexOptions.ECMAScript)]
    private static partial Regex Name();

    [GeneratedRegex("^" + NamespacedPattern + "\\z", RegexOptions.ECMAScript)]
    private static partial Regex Namespaced();

    [GeneratedRegex("^(" + QualifierPattern + ")\\z", RegexOptions.ECMAScript)]
    private static partial Regex QualifierText();

    [GeneratedRegex("^" + AliasPattern + "\\z", RegexOptions.ECMAScript)]
    private static partial Regex Alias();

    [GeneratedRegex("^" + VersionPattern + "\\z", RegexOptions.ECMAScript)]
    private static partial Regex Version();

    [GeneratedRegex("^" + RolePattern + "\\z", RegexOptions.ECMAScript)]
    private static partial Regex RoleArn();
}
