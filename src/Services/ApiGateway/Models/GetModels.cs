using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Models;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetModels.html.</summary>
internal sealed class GetModels(ApiTables tables) : IOperation<ApiPartListRequest, ApiPartList<Model>>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/models");

    public async ValueTask<ApiPartList<Model>> InvokeAsync(ApiPartListRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        return ApiPartList<Model>.Of(api.Models.Values, model => model.Name!, request);
    }
}
