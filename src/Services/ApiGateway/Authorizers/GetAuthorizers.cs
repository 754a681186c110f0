using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetAuthorizers.html.</summary>
internal sealed class GetAuthorizers(ApiTables tables) : IOperation<ApiPartListRequest, ApiPartList<Authorizer>>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/authorizers");

    public async ValueTask<ApiPartList<Authorizer>> InvokeAsync(ApiPartListRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        return ApiPartList<Authorizer>.Of(api.Authorizers.Values, authorizer => authorizer.Id, request);
    }
}
