using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gatehouse.Core;

namespace Gatehouse.Storage;

/// <summary>The rows of one kind of thing, as JSON. Keys are <c>table/account/region/id</c>; an id may hold slashes.</summary>
public sealed class Table<T>(IStore store, string name, JsonTypeInfo<T> type)
    where T : class
{
    public async ValueTask<T?> FindAsync(Scope scope, string id, CancellationToken cancellation = default)
    {
        var row = await store.GetAsync(Key(scope, id), cancellation);
        return row is null ? null : Read(row);
    }

    public async ValueTask<Versioned<T>?> FindVersionedAsync(Scope scope, string id, CancellationToken cancellation = default)
    {
        var row = await store.GetAsync(Key(scope, id), cancellation);
        return row is null ? null : new Versioned<T>(Read(row), row.Version);
    }

    /// <summary>False when the id is taken.</summary>
    public ValueTask<bool> TryInsertAsync(Scope scope, string id, T value, CancellationToken cancellation = default)
    {
        var batch = new Batch();
        Insert(batch, scope, id, value);
        return store.CommitAsync(batch, cancellation);
    }

    public async ValueTask PutAsync(Scope scope, string id, T value, CancellationToken cancellation = default)
    {
        var batch = new Batch();
        Put(batch, scope, id, value);
        await store.CommitAsync(batch, cancellation);
    }

    /// <summary>False when there was nothing to delete.</summary>
    public async ValueTask<bool> DeleteAsync(Scope scope, string id, CancellationToken cancellation = default)
    {
        while (await store.GetAsync(Key(scope, id), cancellation) is { } row)
        {
            if (await store.CommitAsync(new Batch().Delete(row.Key, row.Version), cancellation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads, changes and writes one row, again from the start when another writer was faster; so
    /// <paramref name="change"/> may run more than once. Null when the row is missing.
    /// </summary>
    public async ValueTask<T?> UpdateAsync(Scope scope, string id, Func<T, T> change, CancellationToken cancellation = default)
    {
        while (await FindVersionedAsync(scope, id, cancellation) is { } current)
        {
            var changed = change(current.Value);
            var batch = new Batch();
            Put(batch, scope, id, changed, current.Version);
            if (await store.CommitAsync(batch, cancellation))
            {
                return changed;
            }
        }

        return null;
    }

    /// <summary>Rows of one scope whose id starts with <paramref name="prefix"/>, in ordinal id order.</summary>
    public async ValueTask<Page<T>> ListAsync(Scope scope, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        var take = limit == int.MaxValue ? int.MaxValue : limit + 1;
        var rows = await store.ScanAsync(Key(scope, prefix), after is null ? null : Key(scope, after), take, cancellation);
        var more = rows.Count > limit;
        var items = new T[more ? limit : rows.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Read(rows[i]);
        }

        return new Page<T>(items, more && limit > 0 ? rows[limit - 1].Key[Key(scope, "").Length..] : null);
    }

    /// <summary>Every row of every account and region: what a service reads once at start.</summary>
    public async ValueTask<IReadOnlyList<(Scope Scope, string Id, T Value)>> LoadAllAsync(CancellationToken cancellation = default)
    {
        var rows = await store.ScanAsync(name + "/", null, int.MaxValue, cancellation);
        var all = new List<(Scope, string, T)>(rows.Count);
        foreach (var row in rows)
        {
            var parts = row.Key.Split('/', 4);
            all.Add((new Scope(parts[1], parts[2]), parts[3], Read(row)));
        }

        return all;
    }

    /// <summary>The place of every row of every account and region, a few thousand at a time: for tables too long to load.</summary>
    public async IAsyncEnumerable<(Scope Scope, string Id)> IdsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        const int atOnce = 2000;
        for (string? after = null; ;)
        {
            var rows = await store.ScanAsync(name + "/", after, atOnce, cancellation);
            foreach (var row in rows)
            {
                var parts = row.Key.Split('/', 4);
                yield return (new Scope(parts[1], parts[2]), parts[3]);
            }

            if (rows.Count < atOnce)
            {
                yield break;
            }

            after = rows[^1].Key;
        }
    }

    public void Insert(Batch batch, Scope scope, string id, T value) => Put(batch, scope, id, value, Batch.Absent);

    public void Put(Batch batch, Scope scope, string id, T value, long? expected = null) =>
        batch.Put(Key(scope, id), JsonSerializer.SerializeToUtf8Bytes(value, type), expected);

    public void Delete(Batch batch, Scope scope, string id, long? expected = null) => batch.Delete(Key(scope, id), expected);

    private string Key(Scope scope, string id) => $"{name}/{scope.Account}/{scope.Region}/{id}";

    private T Read(Row row) =>
        JsonSerializer.Deserialize(row.Value.Span, type) ?? throw new InvalidDataException($"The stored row '{row.Key}' is null.");
}

/// <summary>A value and the version to expect when writing it back.</summary>
public sealed record Versioned<T>(T Value, long Version);
