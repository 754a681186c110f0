using Gatehouse.Core;
using Gatehouse.Services.Ecr.Lifecycle;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

/// <summary>
/// The repositories. Every change to a repository's content also rewrites the repository's row at the version that was
/// read, so that changes to one repository happen one after the other, and none outlives the repository.
/// </summary>
internal sealed class RepositoryTable(IStore store)
{
    private readonly Table<StoredRepository> _rows = new(store, "ecr-repository", EcrRows.Default.StoredRepository);
    private readonly Table<StoredPreview> _previews = new(store, "ecr-preview", EcrRows.Default.StoredPreview);

    public ValueTask<StoredRepository?> FindAsync(Scope scope, string name, CancellationToken cancellation) =>
        _rows.FindAsync(scope, name, cancellation);

    /// <summary>The repository that a request is about, or ECR's error.</summary>
    public async ValueTask<StoredRepository> GetAsync(IRepositoryRequest request, Call call)
    {
        RequireOwn(request, call);
        return await FindAsync(call.Scope, request.RepositoryName, call.Aborted)
            ?? throw EcrErrors.RepositoryNotFound(request.RepositoryName, call.Account);
    }

    public ValueTask<bool> TryInsertAsync(Scope scope, StoredRepository repository, CancellationToken cancellation) =>
        _rows.TryInsertAsync(scope, repository.Name, repository, cancellation);

    /// <summary>Changes the repository's own row.</summary>
    public async ValueTask<StoredRepository> UpdateAsync(IRepositoryRequest request, Call call, Func<StoredRepository, StoredRepository> change)
    {
        RequireOwn(request, call);
        return await UpdateAsync(call.Scope, request.RepositoryName, change, call.Aborted);
    }

    /// <summary>Changes the repository's own row, if there is one.</summary>
    public ValueTask<StoredRepository?> TryUpdateAsync(
        Scope scope, string name, Func<StoredRepository, StoredRepository> change, CancellationToken cancellation) =>
        _rows.UpdateAsync(scope, name, change, cancellation);

    /// <summary>Every repository of every account and region.</summary>
    public ValueTask<IReadOnlyList<(Scope Scope, string Name, StoredRepository Value)>> LoadAllAsync() => _rows.LoadAllAsync();

    public async ValueTask<StoredRepository> UpdateAsync(
        Scope scope, string name, Func<StoredRepository, StoredRepository> change, CancellationToken cancellation) =>
        await _rows.UpdateAsync(scope, name, change, cancellation) ?? throw EcrErrors.RepositoryNotFound(name, scope.Account);

    public ValueTask<Page<StoredRepository>> ListAsync(Scope scope, string? after, int limit, CancellationToken cancellation) =>
        _rows.ListAsync(scope, after: after, limit: limit, cancellation: cancellation);

    /// <summary>
    /// Changes the repository's content in one batch, again from the start when another change was faster. Null when there is no such repository;
    /// nothing is written when <paramref name="change"/> leaves the batch empty.
    /// </summary>
    public ValueTask<TResult?> ChangeContentAsync<TResult>(
        Scope scope, string name, Func<StoredRepository, Batch, ValueTask<TResult>> change, CancellationToken cancellation)
        where TResult : class =>
        CommitAsync(scope, name, change, (batch, found) => _rows.Put(batch, scope, name, found.Value, found.Version), cancellation);

    /// <summary>Deletes the repository with what <paramref name="change"/> adds to the batch. Null when there is none.</summary>
    public ValueTask<StoredRepository?> DeleteAsync(
        Scope scope, string name, Func<StoredRepository, Batch, ValueTask<StoredRepository>> change, CancellationToken cancellation) =>
        CommitAsync(scope, name, change, (batch, found) =>
        {
            _rows.Delete(batch, scope, name, found.Version);
            _previews.Delete(batch, scope, name);
        }, cancellation, always: true);

    /// <summary>The latest preview of a lifecycle policy for the repository, or null.</summary>
    public ValueTask<StoredPreview?> FindPreviewAsync(Scope scope, string name, CancellationToken cancellation) =>
        _previews.FindAsync(scope, name, cancellation);

    public ValueTask PutPreviewAsync(Scope scope, string name, StoredPreview preview, CancellationToken cancellation) =>
        _previews.PutAsync(scope, name, preview, cancellation);

    /// <summary>Registries are accounts, and accounts are apart: another one's repositories do not exist here.</summary>
    private static void RequireOwn(IRepositoryRequest request, Call call)
    {
        if (request.RegistryId is { } registry && registry != call.Account)
        {
            throw EcrErrors.RepositoryNotFound(request.RepositoryName, registry);
        }
    }

    private async ValueTask<TResult?> CommitAsync<TResult>(
        Scope scope,
        string name,
        Func<StoredRepository, Batch, ValueTask<TResult>> change,
        Action<Batch, Versioned<StoredRepository>> close,
        CancellationToken cancellation,
        bool always = false)
        where TResult : class
    {
        while (await _rows.FindVersionedAsync(scope, name, cancellation) is { } found)
        {
            var batch = new Batch();
            var result = await change(found.Value, batch);
            if (batch.IsEmpty && !always)
            {
                return result;
            }

            close(batch, found);
            if (await store.CommitAsync(batch, cancellation))
            {
                return result;
            }
        }

        return null;
    }
}
