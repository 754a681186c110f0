using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Aliases;

/// <summary>What an alias may point to. See https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html.</summary>
internal static partial class AliasRouting
{
    private static readonly TextLimits Version = new(1, 1024, VersionPattern, "[0-9]+");

    public static Violations Weights(this Violations check, AliasRoutingConfiguration? routing)
    {
        check.Keys(routing?.AdditionalVersionWeights, Version, "routingConfig.additionalVersionWeights");
        foreach (var weight in routing?.AdditionalVersionWeights?.Values ?? [])
        {
            if (weight is not (>= 0 and <= 1))
            {
                check.Add(weight.ToString(System.Globalization.CultureInfo.InvariantCulture), "routingConfig.additionalVersionWeights",
                    "Map values must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0]");
            }
        }

        return check;
    }

    /// <summary>The alias's second version; null when the caller wants none.</summary>
    public static AliasShare? ShareOf(AliasRoutingConfiguration routing)
    {
        if (routing.AdditionalVersionWeights is not { Count: > 0 } weights)
        {
            return null;
        }

        return weights.Count == 1
            ? new AliasShare(weights.First().Key, weights.First().Value)
            : throw LambdaErrors.Invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
    }

    /// <summary>Refuses versions that are not there, and pairs that cannot share calls.</summary>
    public static async ValueTask CheckAsync(FunctionCatalog catalog, FunctionReference function, StoredAlias alias, CancellationToken cancellation)
    {
        if (alias.Additional is { } share)
        {
            if (alias.FunctionVersion == FunctionReference.Latest)
            {
                throw LambdaErrors.Invalid("$LATEST is not supported for an alias pointing to more than 1 version");
            }

            if (share.Version == alias.FunctionVersion)
            {
                throw LambdaErrors.Invalid($"Invalid function version {share.Version}. Function version {share.Version} is already included in routing configuration.");
            }

            await CheckAsync(catalog, function, share.Version, cancellation);
        }

        await CheckAsync(catalog, function, alias.FunctionVersion, cancellation);
    }

    private static async ValueTask CheckAsync(FunctionCatalog catalog, FunctionReference function, string version, CancellationToken cancellation)
    {
        if (version != FunctionReference.Latest && await catalog.FindVersionAsync(function, version, cancellation) is null)
        {
            throw LambdaErrors.FunctionNotFound($"{function.Arn}:{version}");
        }
    }

    [GeneratedRegex(@"^[0-9]+\z")]
    private static partial Regex VersionPattern { get; }
}
