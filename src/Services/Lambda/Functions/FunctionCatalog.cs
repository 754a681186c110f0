using System.Globalization;
using Gatehouse.Core;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Storage;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>The functions of all accounts: their rows, and in step with them what callers reach.</summary>
internal sealed class FunctionCatalog(IStore store, FunctionSlots slots)
{
    private readonly Table<StoredFunction> _functions = new(store, "lambda-functions", LambdaRows.Default.StoredFunction);
    private readonly Table<Revision> _versions = new(store, "lambda-versions", LambdaRows.Default.Revision);

    public ValueTask<IReadOnlyList<(Scope Scope, string Id, StoredFunction Value)>> LoadAllAsync() => _functions.LoadAllAsync();

    public ValueTask<StoredFunction?> FindAsync(FunctionReference function, CancellationToken cancellation) =>
        _functions.FindAsync(function.Scope, function.Name, cancellation);

    public async ValueTask<StoredFunction> GetAsync(FunctionReference function, CancellationToken cancellation) =>
        await FindAsync(function, cancellation) ?? throw LambdaErrors.FunctionNotFound(function.QualifiedArn);

    /// <summary>The version that the reference's qualifier names, through an alias if need be.</summary>
    public async ValueTask<Revision> GetRevisionAsync(StoredFunction function, FunctionReference reference, CancellationToken cancellation)
    {
        var version = reference.Qualifier ?? FunctionReference.Latest;
        if (function.Aliases.TryGetValue(version, out var alias))
        {
            version = alias.FunctionVersion;
        }

        return version == FunctionReference.Latest
            ? function.Latest
            : await FindVersionAsync(reference, version, cancellation) ?? throw LambdaErrors.FunctionNotFound(reference.QualifiedArn);
    }

    public ValueTask<Page<StoredFunction>> ListAsync(Scope scope, string? after, int limit, CancellationToken cancellation) =>
        _functions.ListAsync(scope, "", after, limit, cancellation);

    /// <summary>The published version, or null: also for anything that is no number.</summary>
    public async ValueTask<Revision?> FindVersionAsync(FunctionReference function, string version, CancellationToken cancellation) =>
        VersionId(function.Name, version) is { } id ? await _versions.FindAsync(function.Scope, id, cancellation) : null;

    /// <summary>Published versions, oldest first. Each page's token is the last one's number.</summary>
    public async ValueTask<Page<Revision>> ListVersionsAsync(FunctionReference function, string? after, int limit, CancellationToken cancellation)
    {
        var page = await _versions.ListAsync(
            function.Scope, function.Name + "/", after is null ? null : VersionId(function.Name, after) ?? function.Name + "/", limit, cancellation);
        return page with { Next = page.Next is null ? null : page.Items[^1].Version };
    }

    /// <summary>Adds a function, unless its name is taken.</summary>
    public async ValueTask CreateAsync(FunctionReference reference, StoredFunction function, Revision? version, CancellationToken cancellation)
    {
        var slot = slots.Of(reference.Scope, reference.Name);
        using var hold = await slot.EnterAsync(cancellation);
        var batch = new Batch();
        _functions.Insert(batch, reference.Scope, function.Name, function);
        if (version is not null)
        {
            PutVersion(batch, reference, version);
        }

        if (!await store.CommitAsync(batch, CancellationToken.None))
        {
            throw LambdaErrors.FunctionExists(function.Name);
        }

        if (version is not null)
        {
            slot.Version(version.Version);
        }

        slot.Publish(function);
    }

    /// <summary>Changes a function, together with the versions that <paramref name="change"/> puts. One change of a function at a time.</summary>
    public async ValueTask<StoredFunction> ChangeAsync(
        FunctionReference reference, Func<StoredFunction, VersionChanges, ValueTask<StoredFunction>> change, CancellationToken cancellation) =>
        await TryChangeAsync(reference, change, cancellation) ?? throw LambdaErrors.FunctionNotFound(reference.QualifiedArn);

    public ValueTask<StoredFunction> ChangeAsync(FunctionReference reference, Func<StoredFunction, StoredFunction> change, CancellationToken cancellation) =>
        ChangeAsync(reference, (function, _) => new(change(function)), cancellation);

    /// <summary>The same; null when there is no such function.</summary>
    public async ValueTask<StoredFunction?> TryChangeAsync(
        FunctionReference reference, Func<StoredFunction, VersionChanges, ValueTask<StoredFunction>> change, CancellationToken cancellation)
    {
        if (slots.Find(reference) is not { } slot)
        {
            return null;
        }

        using var hold = await slot.EnterAsync(cancellation);
        if (await FindAsync(reference, cancellation) is not { } current)
        {
            return null;
        }

        var versions = new VersionChanges();
        var changed = await change(current, versions);
        var batch = new Batch();
        _functions.Put(batch, reference.Scope, reference.Name, changed);
        foreach (var put in versions.Put)
        {
            PutVersion(batch, reference, put);
            slot.Version(put.Version);
        }

        await store.CommitAsync(batch, CancellationToken.None);
        slot.Publish(changed);
        return changed;
    }

    /// <summary>Removes a published version. Answers its pool.</summary>
    public async ValueTask<FunctionPool?> DeleteVersionAsync(FunctionReference reference, string version, Func<StoredFunction, StoredFunction> change, CancellationToken cancellation)
    {
        var slot = slots.Find(reference) ?? throw LambdaErrors.FunctionNotFound(reference.QualifiedArn);
        using var hold = await slot.EnterAsync(cancellation);
        var changed = change(await GetAsync(reference, cancellation));
        var batch = new Batch();
        _functions.Put(batch, reference.Scope, reference.Name, changed);
        _versions.Delete(batch, reference.Scope, VersionId(reference.Name, version)!);
        await store.CommitAsync(batch, CancellationToken.None);
        var pool = slot.Remove(version);
        slot.Publish(changed);
        return pool;
    }

    /// <summary>Removes a function with all its versions. Answers their pools.</summary>
    public async ValueTask<IReadOnlyList<FunctionPool>> DeleteAsync(FunctionReference reference, CancellationToken cancellation)
    {
        var slot = slots.Find(reference) ?? throw LambdaErrors.FunctionNotFound(reference.QualifiedArn);
        using var hold = await slot.EnterAsync(cancellation);
        await GetAsync(reference, cancellation);
        var batch = new Batch();
        _functions.Delete(batch, reference.Scope, reference.Name);
        foreach (var version in (await ListVersionsAsync(reference, null, int.MaxValue, cancellation)).Items)
        {
            _versions.Delete(batch, reference.Scope, VersionId(reference.Name, version.Version)!);
        }

        await store.CommitAsync(batch, CancellationToken.None);
        return slot.Clear();
    }

    // Zeros in front: the store's order is the versions' order.
    private static string? VersionId(string name, string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? string.Create(CultureInfo.InvariantCulture, $"{name}/{number:D10}") : null;

    private void PutVersion(Batch batch, FunctionReference function, Revision version) =>
        _versions.Put(batch, function.Scope, VersionId(function.Name, version.Version)!, version);
}

/// <summary>Published versions that one change of a function writes with it.</summary>
internal sealed class VersionChanges
{
    public List<Revision> Put { get; } = [];
}
