using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Deployments;

internal sealed record CreateDeploymentRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    public string? StageName { get; init; }

    public string? StageDescription { get; init; }

    public string? Description { get; init; }

    public bool? CacheClusterEnabled { get; init; }

    public string? CacheClusterSize { get; init; }

    public Dictionary<string, string>? Variables { get; init; }

    public DeploymentCanarySettings? CanarySettings { get; init; }

    public bool? TracingEnabled { get; init; }

    public void Constrain(Violations check) => StageRules.ConstrainCacheSize(check, CacheClusterSize);
}

/// <summary>
/// Freezes the API as it is. With a stage's name, that stage serves it from now on, and is created where it was missing.
/// See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html.
/// </summary>
internal sealed class CreateDeployment(ApiTables tables, Publisher publisher) : IOperation<CreateDeploymentRequest, Deployment>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/deployments", 201);

    public async ValueTask<Deployment> InvokeAsync(CreateDeploymentRequest request, Call call)
    {
        var (scope, apiId) = (call.Scope, request.RestApiId);
        var stageName = string.IsNullOrEmpty(request.StageName) ? null : request.StageName;
        if (request.CanarySettings is not null && stageName is null)
        {
            throw ApiGatewayErrors.CanaryWithoutStage(request.StageName);
        }

        while (await tables.Definitions.FindVersionedAsync(scope, apiId) is { } definition)
        {
            var api = await tables.GetApiAsync(call, apiId);
            CheckDeployable(definition.Value);
            var deployment = new Deployment { Id = Ids.Lower(6), Description = string.IsNullOrEmpty(request.Description) ? null : request.Description, CreatedDate = call.Time };
            var batch = new Batch();

            // Written back as it is: if the API changed or went away meanwhile, this deployment starts again.
            tables.Definitions.Put(batch, scope, apiId, definition.Value, definition.Version);
            tables.Deployments.Insert(batch, scope, $"{apiId}/{deployment.Id}", deployment);
            tables.Snapshots.Insert(batch, scope, $"{apiId}/{deployment.Id}", new DeploymentSnapshot(api, definition.Value));
            if (stageName is not null)
            {
                var current = await tables.Stages.FindVersionedAsync(scope, $"{apiId}/{stageName}");
                var stage = DeployedStage.Of(current?.Value, deployment, stageName, request, call.Time);
                tables.Stages.Put(batch, scope, $"{apiId}/{stageName}", stage, current?.Version ?? Batch.Absent);
            }

            if (await tables.Store.CommitAsync(batch))
            {
                if (stageName is not null)
                {
                    await publisher.StageChangedAsync(scope, apiId, stageName);
                }

                return deployment;
            }
        }

        throw ApiGatewayErrors.ApiNotFound(call, apiId);
    }

    private static void CheckDeployable(ApiDefinition api)
    {
        var methods = api.Resources.Values.SelectMany(resource => resource.ResourceMethods?.Values ?? Enumerable.Empty<Methods.Method>()).ToList();
        if (methods.Count == 0)
        {
            throw ApiGatewayErrors.NoMethods();
        }

        if (methods.Any(method => method.MethodIntegration is null))
        {
            throw ApiGatewayErrors.MethodWithoutIntegration();
        }
    }
}
