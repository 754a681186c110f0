using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Methods;

internal sealed record PutMethodRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    public required string AuthorizationType { get; init; }

    public string? AuthorizerId { get; init; }

    public bool? ApiKeyRequired { get; init; }

    public string? OperationName { get; init; }

    public Dictionary<string, bool>? RequestParameters { get; init; }

    public Dictionary<string, string>? RequestModels { get; init; }

    public string? RequestValidatorId { get; init; }

    public List<string>? AuthorizationScopes { get; init; }
}

/// <summary>Adds a method to a resource. See https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html.</summary>
internal sealed class PutMethod(ApiTables tables) : IOperation<PutMethodRequest, Method>
{
    public OperationSpec Spec => OperationSpec.Put("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}", 201);

    public async ValueTask<Method> InvokeAsync(PutMethodRequest request, Call call)
    {
        if (!MethodRules.IsVerb(request.HttpMethod))
        {
            throw ApiGatewayErrors.BadVerb();
        }

        var method = new Method
        {
            HttpMethod = request.HttpMethod,
            AuthorizationType = request.AuthorizationType,
            AuthorizerId = string.IsNullOrEmpty(request.AuthorizerId) ? null : request.AuthorizerId,
            ApiKeyRequired = request.ApiKeyRequired ?? false,
            OperationName = request.OperationName,
            RequestParameters = request.RequestParameters,
            RequestModels = request.RequestModels,
            RequestValidatorId = string.IsNullOrEmpty(request.RequestValidatorId) ? null : request.RequestValidatorId,
            AuthorizationScopes = request.AuthorizationScopes,
        };
        return await tables.ChangeAsync(
            call,
            request.RestApiId,
            api =>
            {
                var resource = api.GetResource(request.ResourceId);
                if (resource.ResourceMethods?.ContainsKey(request.HttpMethod) == true)
                {
                    throw ApiGatewayErrors.MethodExists();
                }

                MethodRules.Check(api, method);
                api.Resources[resource.Id] = resource.WithMethod(request.HttpMethod, method);
                return method;
            },
            ApiGatewayErrors.ResourceNotFound());
    }
}
