using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RequestValidators;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidators.html.</summary>
internal sealed class GetRequestValidators(ApiTables tables) : IOperation<ApiPartListRequest, ApiPartList<RequestValidator>>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/requestvalidators");

    public async ValueTask<ApiPartList<RequestValidator>> InvokeAsync(ApiPartListRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        return ApiPartList<RequestValidator>.Of(api.RequestValidators.Values, validator => validator.Id, request);
    }
}
