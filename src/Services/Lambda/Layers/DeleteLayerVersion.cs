using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

/// <summary>Deletes a version of a layer; functions that have it keep it. See https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html.</summary>
internal sealed class DeleteLayerVersion(LayerCatalog layers) : IOperation<LayerVersionRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2018-10-31/layers/{LayerName}/versions/{VersionNumber}", 204);

    public async ValueTask<Nothing> InvokeAsync(LayerVersionRequest request, Call call)
    {
        // AWS answers success also for what was never there.
        await layers.DeleteAsync(LayerReference.ReadOwn(request.LayerName, call), request.VersionNumber, call.Aborted);
        return Nothing.Value;
    }
}
