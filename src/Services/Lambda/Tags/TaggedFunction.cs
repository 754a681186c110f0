using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Tags;

/// <summary>The function that a tag operation's ARN names.</summary>
internal static partial class TaggedFunction
{
    private const string Pattern =
        @"arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|" +
        "code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)";

    public static Violations TaggableResource(this Violations check, string value) =>
        check.Length(value, 1, 256, "resource").Pattern(value, Taggable(), Pattern, "resource");

    public static FunctionReference Read(string arn, Call call)
    {
        // The other kinds of things that the pattern allows do not exist here, so none of them can be tagged.
        var resource = arn.Split(':', 6)[5];
        if (!resource.StartsWith("function:", StringComparison.Ordinal))
        {
            throw LambdaErrors.ResourceNotFound();
        }

        var function = FunctionReference.Read(arn, null, call);
        return function.Qualifier is null
            ? function
            : throw LambdaErrors.Invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.");
    }

    [GeneratedRegex("^" + Pattern + "\\z", RegexOptions.ECMAScript)]
    private static partial Regex Taggable();
}
