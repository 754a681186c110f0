using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record PutMethodResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    [Uri("status_code")] public required string StatusCode { get; init; }

    public Dictionary<string, bool>? ResponseParameters { get; init; }

    public Dictionary<string, string>? ResponseModels { get; init; }

    public void Constrain(Violations check) => MethodRules.ConstrainStatusCode(check, StatusCode);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethodResponse.html.</summary>
internal sealed class PutMethodResponse(ApiTables tables) : IOperation<PutMethodResponseRequest, MethodResponse>
{
    public OperationSpec Spec => OperationSpec.Put("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/responses/{status_code}", 201);

    public async ValueTask<MethodResponse> InvokeAsync(PutMethodResponseRequest request, Call call)
    {
        var response = new MethodResponse { StatusCode = request.StatusCode, ResponseParameters = request.ResponseParameters, ResponseModels = request.ResponseModels };
        await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (api, method) =>
        {
            if (method.MethodResponses?.ContainsKey(request.StatusCode) == true)
            {
                throw ApiGatewayErrors.MethodResponseExists();
            }

            MethodRules.Check(api, response);
            return method.WithResponse(request.StatusCode, response);
        });
        return response;
    }
}
