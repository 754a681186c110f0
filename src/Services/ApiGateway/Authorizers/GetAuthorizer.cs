using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

internal sealed record GetAuthorizerRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("authorizer_id")] public required string AuthorizerId { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetAuthorizer.html.</summary>
internal sealed class GetAuthorizer(ApiTables tables) : IOperation<GetAuthorizerRequest, Authorizer>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/authorizers/{authorizer_id}");

    public async ValueTask<Authorizer> InvokeAsync(GetAuthorizerRequest request, Call call) =>
        (await tables.GetDefinitionAsync(call, request.RestApiId)).GetAuthorizer(request.AuthorizerId);
}
