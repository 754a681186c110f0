namespace Gatehouse.Registry.Catalog;

/// <summary>What became of a manifest. <paramref name="Tag"/> is the one that stood in the way, when one did.</summary>
public readonly record struct PutManifestResult(PutManifestOutcome Outcome, string? Tag = null);

public enum PutManifestOutcome
{
    Stored,
    RepositoryMissing,
    TagImmutable,
}
