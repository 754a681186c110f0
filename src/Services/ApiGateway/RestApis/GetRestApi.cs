using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RestApis;

internal sealed record GetRestApiRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApi.html.</summary>
internal sealed class GetRestApi(ApiTables tables) : IOperation<GetRestApiRequest, RestApi>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}");

    public async ValueTask<RestApi> InvokeAsync(GetRestApiRequest request, Call call) => (await tables.GetApiAsync(call, request.RestApiId)).Shown();
}
