using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record DeleteMethodResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    [Uri("status_code")] public required string StatusCode { get; init; }

    public void Constrain(Violations check) => MethodRules.ConstrainStatusCode(check, StatusCode);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethodResponse.html.</summary>
internal sealed class DeleteMethodResponse(ApiTables tables) : IOperation<DeleteMethodResponseRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/responses/{status_code}", 204);

    public async ValueTask<Nothing> InvokeAsync(DeleteMethodResponseRequest request, Call call)
    {
        await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (_, method) =>
        {
            var responses = new Dictionary<string, MethodResponse>(method.MethodResponses ?? []);
            return responses.Remove(request.StatusCode)
                ? method with { MethodResponses = responses.Count > 0 ? responses : null }
                : throw ApiGatewayErrors.ResponseNotFound();
        });
        return Nothing.Value;
    }
}
