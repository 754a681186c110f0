using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed record GetLayerVersionByArnRequest : IConstrained
{
    [Query("Arn")] public required string Arn { get; init; }

    public void Constrain(Violations check) => LayerReference.CheckVersionArn(check, Arn);
}

/// <summary>A version of a layer by its ARN. See https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html.</summary>
internal sealed class GetLayerVersionByArn(LayerCatalog layers, CodeDownloads downloads) : IOperation<GetLayerVersionByArnRequest, LayerVersionAnswer>
{
    public OperationSpec Spec => OperationSpec.Get("/2018-10-31/layers?find=LayerVersion");

    public async ValueTask<LayerVersionAnswer> InvokeAsync(GetLayerVersionByArnRequest request, Call call)
    {
        var (layer, number) = LayerReference.ReadVersion(request.Arn, call);
        var version = await layers.FindForAsync(layer, number, call) ?? throw LambdaErrors.ResourceNotFound();
        return LayerVersionAnswer.Of(layer, version, downloads, call);
    }
}
