using Gatehouse.Core;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Watching;

/// <summary>The function that an owner's call is about: its name or ARN, and where it is looked for.</summary>
internal readonly record struct NamedFunction(string? Name, string? Account, string? Region)
{
    /// <summary>Reads what follows <paramref name="prefix"/> in the path, and the query's <c>account</c> and <c>region</c>.</summary>
    public static NamedFunction Read(HttpRequest request, string prefix)
    {
        request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out var rest);
        var name = rest.Value?.Trim('/') is { Length: > 0 } given ? given : null;
        return Arn.TryParse(name, out var arn) && arn is { Service: "lambda" } && arn.Resource.Split(':') is ["function", { Length: > 0 } own, ..]
            ? new NamedFunction(own, arn.Account, arn.Region)
            : new NamedFunction(name, Word(request.Query["account"]), Word(request.Query["region"]));
    }

    /// <summary>That there is none.</summary>
    public string Missing => $"There is no function '{Name}'{Place}.";

    private string Place => (Account, Region) switch
    {
        (null, null) => "",
        (null, _) => $" in region {Region}",
        (_, null) => $" in account {Account}",
        _ => $" in {Account}/{Region}",
    };

    private static string? Word(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
