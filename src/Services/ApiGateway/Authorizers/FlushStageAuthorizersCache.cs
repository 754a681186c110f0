using Gatehouse.Gateway;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

internal sealed record FlushStageAuthorizersCacheRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("stage_name")] public required string StageName { get; init; }
}

/// <summary>Makes a stage forget what its authorizers said. See https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageAuthorizersCache.html.</summary>
internal sealed class FlushStageAuthorizersCache(ApiTables tables, GatewayEngine engine) : IOperation<FlushStageAuthorizersCacheRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/stages/{stage_name}/cache/authorizers", 202);

    public async ValueTask<Nothing> InvokeAsync(FlushStageAuthorizersCacheRequest request, Call call)
    {
        _ = await tables.GetApiAsync(call, request.RestApiId);
        if (await tables.Stages.FindAsync(call.Scope, $"{request.RestApiId}/{request.StageName}") is null)
        {
            throw ApiGatewayErrors.StageNotFound();
        }

        // A stage whose deployment is gone serves nothing and remembers nothing.
        _ = engine.FlushAuthorizers(request.RestApiId, request.StageName);
        return Nothing.Value;
    }
}
