using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Models;

internal sealed record DeleteModelRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("model_name")] public required string ModelName { get; init; }
}

/// <summary>Deletes a model that no method uses. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteModel.html.</summary>
internal sealed class DeleteModel(ApiTables tables) : IOperation<DeleteModelRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/models/{model_name}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteModelRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            if (!api.Models.ContainsKey(request.ModelName))
            {
                throw ApiGatewayErrors.ModelNotFound(request.ModelName);
            }

            ModelRules.CheckUnused(api, request.ModelName);
            api.Models.Remove(request.ModelName);
            return Nothing.Value;
        });
}
