using Gatehouse.Services.Ecr.Tags;

namespace Gatehouse.Services.Ecr.Repositories;

/// <summary>A repository with everything that belongs to it but its images.</summary>
internal sealed record StoredRepository
{
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string ImageTagMutability { get; init; }

    public IReadOnlyList<ImageTagMutabilityExclusionFilter>? ExclusionFilters { get; init; }

    public bool ScanOnPush { get; init; }

    public required EncryptionConfiguration Encryption { get; init; }

    public IReadOnlyList<Tag> Tags { get; init => field = value ?? []; } = [];

    public string? PolicyText { get; init; }

    public string? LifecyclePolicyText { get; init; }

    public DateTimeOffset? LifecycleEvaluatedAt { get; init; }
}
