using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

/// <summary>A repository as ECR shows it.</summary>
internal sealed record Repository
{
    public required string RepositoryArn { get; init; }

    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string RepositoryUri { get; init; }

    public required double CreatedAt { get; init; }

    public required string ImageTagMutability { get; init; }

    public IReadOnlyList<ImageTagMutabilityExclusionFilter>? ImageTagMutabilityExclusionFilters { get; init; }

    public required ImageScanningConfiguration ImageScanningConfiguration { get; init; }

    public required EncryptionConfiguration EncryptionConfiguration { get; init; }

    /// <param name="call">The URI names the port that the call came in on: that is where container tools reach the registry.</param>
    public static Repository Of(StoredRepository stored, Call call) => new()
    {
        RepositoryArn = Arn.Of("ecr", call.Scope, $"repository/{stored.Name}").ToString(),
        RegistryId = call.Account,
        RepositoryName = stored.Name,
        RepositoryUri = $"localhost:{call.Port}/{stored.Name}",
        CreatedAt = stored.CreatedAt.ToEpochSeconds(),
        ImageTagMutability = stored.ImageTagMutability,
        ImageTagMutabilityExclusionFilters = stored.ExclusionFilters,
        ImageScanningConfiguration = new ImageScanningConfiguration { ScanOnPush = stored.ScanOnPush },
        EncryptionConfiguration = stored.Encryption,
    };
}

internal sealed record ImageScanningConfiguration
{
    public bool? ScanOnPush { get; init; }
}

internal sealed record EncryptionConfiguration
{
    public required string EncryptionType { get; init; }

    public string? KmsKey { get; init; }
}

internal sealed record ImageTagMutabilityExclusionFilter
{
    public required string FilterType { get; init; }

    public required string Filter { get; init; }
}
