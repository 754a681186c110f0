using Gatehouse.Core;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Services.Ecr.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

internal sealed record CreateRepositoryRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public string? ImageTagMutability { get; init; }

    public IReadOnlyList<ImageTagMutabilityExclusionFilter>? ImageTagMutabilityExclusionFilters { get; init; }

    public ImageScanningConfiguration? ImageScanningConfiguration { get; init; }

    public EncryptionConfiguration? EncryptionConfiguration { get; init; }

    public void Constrain(Violations check)
    {
        check.Repository(this)
            .OneOf(EncryptionConfiguration?.EncryptionType, ["AES256", "KMS", "KMS_DSSE"])
            .Length(EncryptionConfiguration?.KmsKey, 1, 2048);
        TagMutability.Constrain(check, ImageTagMutability, ImageTagMutabilityExclusionFilters);
    }
}

internal sealed record RepositoryAnswer
{
    public required Repository Repository { get; init; }
}

/// <summary>Creates an empty repository. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html.</summary>
internal sealed class CreateRepository(RepositoryTable repositories, RepositoryBlobs blobs) : IOperation<CreateRepositoryRequest, RepositoryAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RepositoryAnswer> InvokeAsync(CreateRepositoryRequest request, Call call)
    {
        if (request.RegistryId is { } registry && registry != call.Account)
        {
            throw EcrErrors.InvalidParameter("registryId", "must be the caller's own registry");
        }

        var repository = new StoredRepository
        {
            Name = request.RepositoryName,
            CreatedAt = call.Time,
            ImageTagMutability = request.ImageTagMutability ?? TagMutability.Mutable,
            ExclusionFilters = request.ImageTagMutabilityExclusionFilters,
            ScanOnPush = request.ImageScanningConfiguration?.ScanOnPush ?? false,
            Encryption = Encrypt(request.EncryptionConfiguration, call.Scope),
            Tags = TagSet.Merge([], request.Tags ?? []),
        };
        if (await repositories.FindAsync(call.Scope, repository.Name, call.Aborted) is null)
        {
            // What a deleted repository of this name left behind after a crash must not come back with the new one.
            await Task.Run(() => blobs.Clear(new RepositoryName(call.Scope, repository.Name)));
        }

        return await repositories.TryInsertAsync(call.Scope, repository, call.Aborted)
            ? new RepositoryAnswer { Repository = Repository.Of(repository, call) }
            : throw EcrErrors.RepositoryAlreadyExists(repository.Name, call.Account);
    }

    /// <summary>Kept and shown, for Terraform compares it; nothing here is encrypted.</summary>
    private static EncryptionConfiguration Encrypt(EncryptionConfiguration? asked, Scope scope) => asked switch
    {
        null => new EncryptionConfiguration { EncryptionType = "AES256" },
        { EncryptionType: "AES256" } => asked with { KmsKey = null },
        { KmsKey: null } => asked with { KmsKey = Arn.Of("kms", scope, "alias/aws/ecr").ToString() },
        _ => asked,
    };
}
