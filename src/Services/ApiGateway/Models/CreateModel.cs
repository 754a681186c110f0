using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Models;

internal sealed record CreateModelRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? Schema { get; init; }

    public required string ContentType { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html.</summary>
internal sealed class CreateModel(ApiTables tables) : IOperation<CreateModelRequest, Model>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/models", 201);

    public async ValueTask<Model> InvokeAsync(CreateModelRequest request, Call call)
    {
        ModelRules.CheckName(request.Name);
        ModelRules.CheckSchema(request.Schema);
        var model = new Model
        {
            Id = Ids.Lower(6),
            Name = request.Name,
            Description = string.IsNullOrEmpty(request.Description) ? null : request.Description,
            Schema = request.Schema,
            ContentType = request.ContentType,
        };
        return await tables.ChangeAsync(call, request.RestApiId, api => api.Models.TryAdd(model.Name, model) ? model : throw ApiGatewayErrors.ModelExists());
    }
}
