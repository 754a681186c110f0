using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Models;

internal sealed record GetModelRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("model_name")] public required string ModelName { get; init; }

    [Query("flatten")] public bool? Flatten { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetModel.html.</summary>
internal sealed class GetModel(ApiTables tables) : IOperation<GetModelRequest, Model>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/models/{model_name}");

    public async ValueTask<Model> InvokeAsync(GetModelRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        var model = api.Models.GetValueOrDefault(request.ModelName) ?? throw ApiGatewayErrors.ModelNotFound(request.ModelName);

        // A schema that refers to no other is flat as it is.
        return request.Flatten == true && model.Schema?.Contains("$ref", StringComparison.Ordinal) == true ? throw ApiGatewayErrors.NotServed("flatten for a model with references") : model;
    }
}
