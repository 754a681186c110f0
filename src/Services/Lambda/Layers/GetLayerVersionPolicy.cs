using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed record GetLayerVersionPolicyResponse(string Policy, string RevisionId);

/// <summary>Who may use a version of a layer. See https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html.</summary>
internal sealed class GetLayerVersionPolicy(LayerCatalog layers) : IOperation<LayerVersionRequest, GetLayerVersionPolicyResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy");

    public async ValueTask<GetLayerVersionPolicyResponse> InvokeAsync(LayerVersionRequest request, Call call)
    {
        var layer = LayerReference.ReadOwn(request.LayerName, call);
        var arn = layer.VersionArn(request.VersionNumber);
        var version = await layers.FindVersionAsync(layer, request.VersionNumber, call.Aborted) ?? throw PackageErrors.LayerVersionMissing(arn);
        return version.Statements.Count > 0 ? new GetLayerVersionPolicyResponse(LayerPolicy.Of(arn, version.Statements), version.PolicyRevisionId) : throw LambdaErrors.NoPolicy();
    }
}
