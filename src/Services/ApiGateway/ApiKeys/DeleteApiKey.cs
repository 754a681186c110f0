using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.UsagePlans;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

internal sealed record DeleteApiKeyRequest
{
    [Uri("api_Key")] public required string ApiKey { get; init; }
}

/// <summary>Deletes a key and takes it out of every plan. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteApiKey.html.</summary>
internal sealed class DeleteApiKey(KeyTables tables, Publisher publisher) : IOperation<DeleteApiKeyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/apikeys/{api_Key}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteApiKeyRequest request, Call call)
    {
        var (scope, keyId) = (call.Scope, request.ApiKey);
        while (await tables.Keys.FindVersionedAsync(scope, keyId) is { } current)
        {
            // A key that is put on a plan has its row written, so no plan can be missing from this list when the commit succeeds.
            var plans = await tables.KeyPlans.ListAsync(scope, keyId + "/");
            var claims = await tables.StageClaims.ListAsync(scope, keyId + "/");
            var batch = new Batch();
            tables.Keys.Delete(batch, scope, keyId, current.Version);
            tables.KeyValues.Delete(batch, scope, ApiKeyRules.Digest(current.Value.Key.Value!));
            tables.KeyOrder.Delete(batch, scope, "", current.Value.Place);
            foreach (var subscription in plans.Items)
            {
                subscription.Delete(tables, batch, scope);
            }

            foreach (var claim in claims.Items)
            {
                tables.StageClaims.Delete(batch, scope, claim.Id);
            }

            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.KeyChangedAsync(scope, keyId);
                return Nothing.Value;
            }
        }

        throw ApiGatewayErrors.ApiKeyNotFound();
    }
}
