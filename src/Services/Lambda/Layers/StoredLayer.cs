namespace Gatehouse.Services.Lambda.Layers;

/// <summary>A layer with all its versions, as it is kept. It stays without any: numbers are never given twice.</summary>
internal sealed record StoredLayer
{
    public required string Name { get; init; }

    public long LastVersion { get; init; }

    public SortedDictionary<long, LayerVersion> Versions { get; init => field = value ?? []; } = [];

    public StoredLayer With(LayerVersion version)
    {
        var versions = new SortedDictionary<long, LayerVersion>(Versions) { [version.Number] = version };
        return this with { Versions = versions, LastVersion = Math.Max(LastVersion, version.Number) };
    }

    public StoredLayer Without(long version)
    {
        var versions = new SortedDictionary<long, LayerVersion>(Versions);
        versions.Remove(version);
        return this with { Versions = versions };
    }
}

/// <summary>One published version of a layer.</summary>
internal sealed record LayerVersion
{
    public required long Number { get; init; }

    /// <summary><c>sha256:…</c> of the zip.</summary>
    public required string Digest { get; init; }

    public required long CodeSize { get; init; }

    public required long UnzippedSize { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string Description { get; init; } = "";

    public string? LicenseInfo { get; init; }

    public IReadOnlyList<string>? CompatibleRuntimes { get; init; }

    public IReadOnlyList<string>? CompatibleArchitectures { get; init; }

    public IReadOnlyList<LayerStatement> Statements { get; init => field = value ?? []; } = [];

    /// <summary>Of the policy: changes with every statement.</summary>
    public required string PolicyRevisionId { get; init; }
}

/// <summary>Who may use a version, as AddLayerVersionPermission gave it.</summary>
/// <param name="Principal"><c>*</c>, an account, or an account's root ARN.</param>
internal sealed record LayerStatement(string Sid, string Principal, string? OrganizationId)
{
    /// <summary>Organizations do not exist here, so a statement for one lets nobody in.</summary>
    public bool Allows(string account) => OrganizationId is null && (Principal == "*" || Principal == account || Principal.EndsWith($"::{account}:root", StringComparison.Ordinal));
}
