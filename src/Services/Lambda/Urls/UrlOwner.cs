using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>What a URL belongs to: the function itself, or an alias.</summary>
internal static partial class UrlOwner
{
    public static Violations UrlQualifier(this Violations check, string? qualifier) => check
        .Length(qualifier, 1, 128, "qualifier")
        .Pattern(qualifier, AliasForm, @"((?!^\d+$)^[0-9a-zA-Z-_]+$)", "qualifier");

    public static string Key(FunctionReference reference) => reference.Qualifier ?? FunctionReference.Latest;

    public static StoredFunction With(this StoredFunction function, string key, StoredUrl? url)
    {
        var all = new SortedDictionary<string, StoredUrl>(function.Urls, StringComparer.Ordinal);
        all.Remove(key);
        if (url is not null)
        {
            all.Add(key, url);
        }

        return function with { Urls = all };
    }

    [GeneratedRegex(@"^(?![0-9]+\z)[0-9a-zA-Z-_]+\z")]
    private static partial Regex AliasForm { get; }
}
