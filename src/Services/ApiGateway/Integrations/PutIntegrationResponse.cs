using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Integrations;

internal sealed record PutIntegrationResponseRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("resource_id")] public required string ResourceId { get; init; }

    [Uri("http_method")] public required string HttpMethod { get; init; }

    [Uri("status_code")] public required string StatusCode { get; init; }

    public string? SelectionPattern { get; init; }

    public Dictionary<string, string>? ResponseParameters { get; init; }

    public Dictionary<string, string>? ResponseTemplates { get; init; }

    public string? ContentHandling { get; init; }

    public void Constrain(Violations check)
    {
        MethodRules.ConstrainStatusCode(check, StatusCode);
        check.OneOf(ContentHandling, IntegrationRules.ContentHandlings);
    }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html.</summary>
internal sealed class PutIntegrationResponse(ApiTables tables) : IOperation<PutIntegrationResponseRequest, IntegrationResponse>
{
    public OperationSpec Spec => OperationSpec.Put("/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration/responses/{status_code}", 201);

    public async ValueTask<IntegrationResponse> InvokeAsync(PutIntegrationResponseRequest request, Call call)
    {
        var response = new IntegrationResponse
        {
            StatusCode = request.StatusCode,
            SelectionPattern = request.SelectionPattern,
            ResponseParameters = request.ResponseParameters,
            ResponseTemplates = request.ResponseTemplates,
            ContentHandling = request.ContentHandling,
        };
        await tables.ChangeMethodAsync(call, request.RestApiId, request.ResourceId, request.HttpMethod, (_, method) =>
        {
            MappingExpression.CheckResponse(method, request.StatusCode, response.ResponseParameters);
            ResponseTemplates.Check(response.ResponseTemplates);
            return method with { MethodIntegration = method.GetIntegration().WithResponse(request.StatusCode, response) };
        });
        return response;
    }
}
