using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Provisioned;

/// <summary>The version or alias that sandboxes are kept ready for.</summary>
internal static partial class ProvisionedQualifier
{
    public static Violations VersionOrAlias(this Violations check, string value) =>
        check.Length(value, 1, 128, "qualifier").Pattern(value, Form, "(|[a-zA-Z0-9$_-]+)", "qualifier");

    /// <summary>Refuses what is not there, and <c>$LATEST</c>, whose code may change at any time.</summary>
    public static async ValueTask<StoredFunction> GetFunctionAsync(this FunctionReference reference, FunctionCatalog catalog, CancellationToken cancellation)
    {
        var function = await catalog.GetAsync(reference, cancellation);
        if (reference.Qualifier is null or FunctionReference.Latest
            || (function.Aliases.TryGetValue(reference.Qualifier, out var alias) && alias.FunctionVersion == FunctionReference.Latest))
        {
            throw LambdaErrors.ProvisionedLatest();
        }

        if (!function.Aliases.ContainsKey(reference.Qualifier) && await catalog.FindVersionAsync(reference, reference.Qualifier, cancellation) is null)
        {
            throw reference.Qualifier.All(char.IsAsciiDigit) ? LambdaErrors.FunctionNotFound(reference.QualifiedArn) : LambdaErrors.AliasNotFound(reference.QualifiedArn);
        }

        return function;
    }

    public static StoredFunction With(this StoredFunction function, string qualifier, ProvisionedSettings? settings)
    {
        var all = new SortedDictionary<string, ProvisionedSettings>(function.Provisioned, StringComparer.Ordinal);
        all.Remove(qualifier);
        if (settings is not null)
        {
            all.Add(qualifier, settings);
        }

        return function with { Provisioned = all };
    }

    [GeneratedRegex(@"^[a-zA-Z0-9$_-]*\z")]
    private static partial Regex Form { get; }
}
