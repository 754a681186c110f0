using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Models;

internal sealed record UpdateModelRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("model_name")] public required string ModelName { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateModel.html.</summary>
internal sealed class UpdateModel(ApiTables tables) : IOperation<UpdateModelRequest, Model>
{
    private static readonly PatchTable<Model> Patches = new PatchTable<Model>(PatchWording.ListsPaths)
        .Replace("/description", (model, value) => model with { Description = PatchValue.Text(value) })
        .Replace("/schema", (model, value) => model with { Schema = value });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/models/{model_name}");

    public async ValueTask<Model> InvokeAsync(UpdateModelRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            var model = api.Models.GetValueOrDefault(request.ModelName) ?? throw ApiGatewayErrors.ModelNotFound(request.ModelName);
            var changed = Patches.Apply(model, request.PatchOperations);
            ModelRules.CheckSchema(changed.Schema);
            return api.Models[request.ModelName] = changed;
        });
}
