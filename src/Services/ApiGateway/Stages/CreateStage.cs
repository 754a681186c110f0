using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.Tags;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Stages;

internal sealed record CreateStageRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    public required string StageName { get; init; }

    public required string DeploymentId { get; init; }

    public string? Description { get; init; }

    public bool? CacheClusterEnabled { get; init; }

    public string? CacheClusterSize { get; init; }

    public Dictionary<string, string>? Variables { get; init; }

    public string? DocumentationVersion { get; init; }

    public CanarySettings? CanarySettings { get; init; }

    public bool? TracingEnabled { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public void Constrain(Violations check) => StageRules.ConstrainCacheSize(check, CacheClusterSize);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html.</summary>
internal sealed class CreateStage(ApiTables tables, Publisher publisher) : IOperation<CreateStageRequest, Stage>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/stages", 201);

    public async ValueTask<Stage> InvokeAsync(CreateStageRequest request, Call call)
    {
        var (scope, apiId) = (call.Scope, request.RestApiId);
        TagRules.Check(request.Tags);
        var stage = StageRules.Check(From(request, call.Time));
        while (await tables.Definitions.FindVersionedAsync(scope, apiId) is { } definition)
        {
            if (await tables.Stages.FindAsync(scope, $"{apiId}/{stage.StageName}") is not null)
            {
                throw ApiGatewayErrors.StageExists();
            }

            var batch = new Batch();

            // Written back as they are: the API and its deployments must still be there when the stage is.
            tables.Definitions.Put(batch, scope, apiId, definition.Value, definition.Version);
            await tables.HoldDeploymentsAsync(batch, scope, apiId, stage);
            tables.Stages.Insert(batch, scope, $"{apiId}/{stage.StageName}", stage);
            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.StageChangedAsync(scope, apiId, stage.StageName!);
                return stage.Shown();
            }
        }

        throw ApiGatewayErrors.ApiNotFound(call, apiId);
    }

    private static Stage From(CreateStageRequest request, DateTimeOffset now)
    {
        var stage = Stage.New(request.StageName, now) with
        {
            DeploymentId = request.DeploymentId,
            Description = string.IsNullOrEmpty(request.Description) ? null : request.Description,
            Variables = request.Variables,
            DocumentationVersion = request.DocumentationVersion,
            CanarySettings = request.CanarySettings is { } canary
                ? canary with { DeploymentId = canary.DeploymentId ?? request.DeploymentId, PercentTraffic = canary.PercentTraffic ?? 0, UseStageCache = canary.UseStageCache ?? false }
                : null,
            TracingEnabled = request.TracingEnabled ?? false,
            Tags = request.Tags,
        };
        var size = string.IsNullOrEmpty(request.CacheClusterSize) ? null : request.CacheClusterSize;
        return request.CacheClusterEnabled == true ? stage.WithCache(true, size) : stage with { CacheClusterSize = size };
    }
}
