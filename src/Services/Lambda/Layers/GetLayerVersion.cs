using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed record LayerVersionRequest : IConstrained
{
    [Uri("LayerName")] public required string LayerName { get; init; }

    [Uri("VersionNumber")] public required long VersionNumber { get; init; }

    public void Constrain(Violations check) => LayerReference.CheckName(check, LayerName);
}

/// <summary>A version of a layer, with where its zip is. See https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html.</summary>
internal sealed class GetLayerVersion(LayerCatalog layers, CodeDownloads downloads) : IOperation<LayerVersionRequest, LayerVersionAnswer>
{
    public OperationSpec Spec => OperationSpec.Get("/2018-10-31/layers/{LayerName}/versions/{VersionNumber}");

    public async ValueTask<LayerVersionAnswer> InvokeAsync(LayerVersionRequest request, Call call)
    {
        if (request.VersionNumber < 1)
        {
            throw PackageErrors.LayerVersionBelowOne();
        }

        var layer = LayerReference.Read(request.LayerName, call);
        var version = await layers.FindForAsync(layer, request.VersionNumber, call) ?? throw LambdaErrors.ResourceNotFound();
        return LayerVersionAnswer.Of(layer, version, downloads, call);
    }
}
