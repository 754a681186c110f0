using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

/// <summary>Puts a new key into the tables.</summary>
internal static class NewKey
{
    /// <param name="draft">Everything but the id; without a value, one is made.</param>
    public static async ValueTask<ApiKey> AddAsync(KeyTables tables, Call call, ApiKey draft)
    {
        ApiKeyRules.Check(draft);
        var wanted = string.IsNullOrEmpty(draft.Value) ? null : draft.Value;
        if (wanted is not null)
        {
            ApiKeyRules.CheckValue(wanted);
        }

        while (true)
        {
            var key = draft with { Id = Ids.Lower(10), Value = wanted ?? Ids.Mixed(40), CreatedDate = call.Time, LastUpdatedDate = call.Time };
            var digest = ApiKeyRules.Digest(key.Value);
            if (await tables.KeyValues.FindAsync(call.Scope, digest) is not null)
            {
                throw ApiGatewayErrors.KeyExists();
            }

            var stored = new StoredKey(key, NewestFirst.PlaceOf(call.Time, key.Id));
            var batch = new Batch();
            tables.PutKey(batch, call.Scope, stored, Batch.Absent);
            tables.KeyValues.Insert(batch, call.Scope, digest, new KeyReference(key.Id));
            if (await tables.Store.CommitAsync(batch))
            {
                return key;
            }
        }
    }
}
