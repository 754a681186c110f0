using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

internal sealed record DeleteAuthorizerRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("authorizer_id")] public required string AuthorizerId { get; init; }
}

/// <summary>
/// Deletes an authorizer that no method uses; what is deployed goes on asking it. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteAuthorizer.html.
/// </summary>
internal sealed class DeleteAuthorizer(ApiTables tables) : IOperation<DeleteAuthorizerRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/authorizers/{authorizer_id}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteAuthorizerRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            var authorizer = api.GetAuthorizer(request.AuthorizerId);
            foreach (var resource in api.Resources.Values)
            {
                foreach (var (verb, method) in resource.ResourceMethods ?? [])
                {
                    if (method.AuthorizationType == "CUSTOM" && method.AuthorizerId == authorizer.Id)
                    {
                        throw ApiGatewayErrors.AuthorizerInUse(authorizer.Name!, verb, resource.Path);
                    }
                }
            }

            api.Authorizers.Remove(authorizer.Id);
            return Nothing.Value;
        });
}
