namespace Gatehouse.Services.Lambda.Aliases;

/// <summary>A name for a version, or for two that share the calls.</summary>
internal sealed record StoredAlias
{
    public required string Name { get; init; }

    public required string FunctionVersion { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The other version and its share of the calls, 0 to 1.</summary>
    public AliasShare? Additional { get; init; }

    public required string RevisionId { get; init; }
}

internal sealed record AliasShare(string Version, double Weight);
