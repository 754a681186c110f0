using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.ApiGateway.Deployments;
using Gatehouse.Services.ApiGateway.RestApis;
using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>The rows of APIs: <c>{apiId}</c> for the API and its definition, <c>{apiId}/{id}</c> for its deployments and stages.</summary>
internal sealed class ApiTables(IStore store)
{
    public IStore Store => store;

    public Table<RestApi> Apis { get; } = new(store, "apigateway-restapi", ApiGatewayWire.Shapes.RestApi);

    public Table<ApiDefinition> Definitions { get; } = new(store, "apigateway-definition", ApiGatewayWire.Shapes.ApiDefinition);

    public Table<Deployment> Deployments { get; } = new(store, "apigateway-deployment", ApiGatewayWire.Shapes.Deployment);

    /// <summary>Apart from the deployments: lists of those then stay small.</summary>
    public Table<DeploymentSnapshot> Snapshots { get; } = new(store, "apigateway-snapshot", ApiGatewayWire.Shapes.DeploymentSnapshot);

    public Table<Stage> Stages { get; } = new(store, "apigateway-stage", ApiGatewayWire.Shapes.Stage);

    public Table<Account> Accounts { get; } = new(store, "apigateway-account", ApiGatewayWire.Shapes.Account);

    public async ValueTask<RestApi> GetApiAsync(Call call, string apiId) =>
        await Apis.FindAsync(call.Scope, apiId) ?? throw ApiGatewayErrors.ApiNotFound(call, apiId);

    /// <param name="missing">The error for an API that is not there, where an operation has its own.</param>
    public async ValueTask<ApiDefinition> GetDefinitionAsync(Call call, string apiId, AwsException? missing = null) =>
        await Definitions.FindAsync(call.Scope, apiId) ?? throw missing ?? ApiGatewayErrors.ApiNotFound(call, apiId);

    /// <summary>Changes an API's definition and answers what <paramref name="change"/> answered; again from the start when another call was faster.</summary>
    public async ValueTask<TResult> ChangeAsync<TResult>(Call call, string apiId, Func<ApiDefinition, TResult> change, AwsException? missing = null)
    {
        while (await Definitions.FindVersionedAsync(call.Scope, apiId) is { } current)
        {
            var result = change(current.Value);
            var batch = new Batch();
            Definitions.Put(batch, call.Scope, apiId, current.Value, current.Version);
            if (await store.CommitAsync(batch))
            {
                return result;
            }
        }

        throw missing ?? ApiGatewayErrors.ApiNotFound(call, apiId);
    }
}
