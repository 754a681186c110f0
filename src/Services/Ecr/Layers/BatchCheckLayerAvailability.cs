using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Layers;

internal sealed record BatchCheckLayerAvailabilityRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required IReadOnlyList<string> LayerDigests { get; init; }

    public void Constrain(Violations check) => check.Repository(this).Count(LayerDigests, 1, 100).Items(LayerDigests, new TextLimits(0, 1000));
}

internal sealed record LayerAvailabilityList
{
    public required IReadOnlyList<Layer> Layers { get; init; }

    public required IReadOnlyList<LayerFailure> Failures { get; init; }
}

internal sealed record Layer
{
    public required string LayerDigest { get; init; }

    public required string LayerAvailability { get; init; }

    public long? LayerSize { get; init; }
}

internal sealed record LayerFailure
{
    public required string LayerDigest { get; init; }

    public required string FailureCode { get; init; }

    public required string FailureReason { get; init; }
}

/// <summary>
/// Says which layers are here, so that a push may skip them.
/// See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html.
/// </summary>
internal sealed class BatchCheckLayerAvailability(RepositoryTable repositories, RepositoryBlobs blobs)
    : IOperation<BatchCheckLayerAvailabilityRequest, LayerAvailabilityList>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LayerAvailabilityList> InvokeAsync(BatchCheckLayerAvailabilityRequest request, Call call)
    {
        await repositories.GetAsync(request, call);
        var repository = new RepositoryName(call.Scope, request.RepositoryName);
        List<Layer> layers = [];
        List<LayerFailure> failures = [];
        foreach (var text in request.LayerDigests)
        {
            if (!Digest.TryParse(text, out var digest))
            {
                failures.Add(new LayerFailure
                {
                    LayerDigest = text,
                    FailureCode = "InvalidLayerDigest",
                    FailureReason = "Invalid request parameters: layer digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
                });
                continue;
            }

            var size = blobs.Renew(repository, digest);
            layers.Add(new Layer { LayerDigest = text, LayerAvailability = size is null ? "UNAVAILABLE" : "AVAILABLE", LayerSize = size });
        }

        return new LayerAvailabilityList { Layers = layers, Failures = failures };
    }
}
