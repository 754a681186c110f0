using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

internal sealed record DeleteRepositoryRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public bool? Force { get; init; }

    public void Constrain(Violations check) => check.Repository(this);
}

/// <summary>Deletes a repository, with its images when forced. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepository.html.</summary>
internal sealed class DeleteRepository(RepositoryTable repositories, ImageTable images, RepositoryBlobs blobs)
    : IOperation<DeleteRepositoryRequest, RepositoryAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RepositoryAnswer> InvokeAsync(DeleteRepositoryRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var name = request.RepositoryName;
        var deleted = await repositories.DeleteAsync(
            call.Scope,
            name,
            async (repository, batch) =>
            {
                if (request.Force is not true && await images.AnyAsync(call.Scope, name, call.Aborted))
                {
                    throw EcrErrors.RepositoryNotEmpty(name, call.Account);
                }

                await images.DeleteAllAsync(batch, call.Scope, name, call.Aborted);
                return repository;
            },
            call.Aborted) ?? throw EcrErrors.RepositoryNotFound(name, call.Account);
        await Task.Run(() => blobs.Clear(new RepositoryName(call.Scope, name)));
        return new RepositoryAnswer { Repository = Repository.Of(deleted, call) };
    }
}
