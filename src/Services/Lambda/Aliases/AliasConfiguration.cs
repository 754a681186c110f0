using Gatehouse.Services.Lambda.Naming;

namespace Gatehouse.Services.Lambda.Aliases;

/// <summary>An alias, as every operation answers it.</summary>
internal sealed record AliasConfiguration
{
    public required string AliasArn { get; init; }

    public required string Name { get; init; }

    public required string FunctionVersion { get; init; }

    public required string Description { get; init; }

    public AliasRoutingConfiguration? RoutingConfig { get; init; }

    public required string RevisionId { get; init; }

    public static AliasConfiguration Of(FunctionReference function, StoredAlias alias) => new()
    {
        AliasArn = $"{function.Arn}:{alias.Name}",
        Name = alias.Name,
        FunctionVersion = alias.FunctionVersion,
        Description = alias.Description,
        RoutingConfig = alias.Additional is { } share
            ? new AliasRoutingConfiguration { AdditionalVersionWeights = new Dictionary<string, double> { [share.Version] = share.Weight } }
            : null,
        RevisionId = alias.RevisionId,
    };
}

internal sealed record AliasRoutingConfiguration
{
    public IReadOnlyDictionary<string, double>? AdditionalVersionWeights { get; init; }
}
