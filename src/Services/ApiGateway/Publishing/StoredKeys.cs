using Gatehouse.Core;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.State;

namespace Gatehouse.Services.ApiGateway.Publishing;

/// <summary>Reads a key when the gateway first hears of it.</summary>
internal sealed class StoredKeys(KeyTables tables) : IKeySource
{
    public KeyRecord? FindKey(Scope scope, string valueDigest) => Now(FindKeyAsync(scope, valueDigest));

    public UsageRecord? FindUsage(Scope scope, string planId, string keyId) => Now(tables.Usage.FindAsync(scope, $"{planId}/{keyId}"));

    private async ValueTask<KeyRecord?> FindKeyAsync(Scope scope, string valueDigest)
    {
        if (await tables.KeyValues.FindAsync(scope, valueDigest) is not { } reference || await tables.Keys.FindAsync(scope, reference.KeyId) is not { } stored)
        {
            return null;
        }

        var plans = await tables.KeyPlans.ListAsync(scope, reference.KeyId + "/");
        return new KeyRecord(KeyModels.Of(stored.Key), [.. plans.Items.Select(held => held.PlanId)]);
    }

    // The embedded store reads on the caller's thread, in about 10 µs a row, so this does not wait. It happens once for each key.
    private static T Now<T>(ValueTask<T> read) => read.IsCompleted ? read.GetAwaiter().GetResult() : read.AsTask().GetAwaiter().GetResult();
}
