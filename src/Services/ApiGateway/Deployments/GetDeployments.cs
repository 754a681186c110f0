using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Deployments;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployments.html.</summary>
internal sealed class GetDeployments(ApiTables tables) : IOperation<ApiPartListRequest, ApiPartList<Deployment>>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/deployments");

    public async ValueTask<ApiPartList<Deployment>> InvokeAsync(ApiPartListRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        var page = await tables.Deployments.ListAsync(call.Scope, request.RestApiId + "/", Paging.After(request.Position), Paging.Limit(request.Limit));
        return new ApiPartList<Deployment> { Position = page.Next is { } next ? PageToken.For(next) : null, Item = page.Items };
    }
}
