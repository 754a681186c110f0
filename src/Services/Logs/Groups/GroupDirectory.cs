using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gatehouse.Core;
using Gatehouse.Services.Logs.Segments;
using Gatehouse.Storage;

namespace Gatehouse.Services.Logs.Groups;

/// <summary>
/// The groups and streams. Rows are in the store; a group is opened when its streams or events are first asked for, and stays
/// open. What changes rows does so one at a time; reading and writing events does not wait for that.
/// </summary>
internal sealed class GroupDirectory(IStore store, string folder, TimeProvider time) : IDisposable
{
    private readonly Table<LogGroupRow> _groups = new(store, "log-group", LogsRows.Default.LogGroupRow);
    private readonly Table<LogStreamRow> _streams = new(store, "log-stream", LogsRows.Default.LogStreamRow);
    private readonly ConcurrentDictionary<(Scope Scope, string Name), OpenGroup> _open = [];
    private readonly SemaphoreSlim _changing = new(1);

    public async ValueTask<LogGroupRow> GetRowAsync(Scope scope, string name, CancellationToken cancellation) =>
        await _groups.FindAsync(scope, name, cancellation) ?? throw LogsErrors.GroupNotFound();

    public async ValueTask<IReadOnlyList<LogGroupRow>> ListAsync(Scope scope, string prefix, CancellationToken cancellation) =>
        (await _groups.ListAsync(scope, prefix, cancellation: cancellation)).Items;

    public ValueTask<IReadOnlyList<(Scope Scope, string Id, LogGroupRow Value)>> LoadAllAsync(CancellationToken cancellation) => _groups.LoadAllAsync(cancellation);

    public async ValueTask<OpenGroup> GetAsync(Scope scope, string name, CancellationToken cancellation) =>
        await FindAsync(scope, name, cancellation) ?? throw LogsErrors.GroupNotFound();

    public async ValueTask<OpenGroup?> FindAsync(Scope scope, string name, CancellationToken cancellation)
    {
        if (_open.TryGetValue((scope, name), out var open))
        {
            return open;
        }

        return await ChangeAsync(() => OpenAsync(scope, name, cancellation), cancellation);
    }

    /// <summary>False when the name is taken.</summary>
    public ValueTask<bool> TryCreateAsync(Scope scope, LogGroupRow row, CancellationToken cancellation) => _groups.TryInsertAsync(scope, row.Name, row, cancellation);

    public LogGroupRow NewRow(string name) => new() { Name = name, Id = Ids.Lower(16), CreationTime = Now() };

    public ValueTask<LogGroupRow> UpdateAsync(Scope scope, string name, Func<LogGroupRow, LogGroupRow> change, CancellationToken cancellation) =>
        ChangeAsync(
            async () =>
            {
                var row = await _groups.UpdateAsync(scope, name, change, cancellation) ?? throw LogsErrors.GroupNotFound();
                if (_open.TryGetValue((scope, name), out var open))
                {
                    open.Row = row;
                    open.Log.Trim(row.ExpiredBefore(time.GetUtcNow()));
                }

                return row;
            },
            cancellation);

    public ValueTask<bool> DeleteAsync(Scope scope, string name, CancellationToken cancellation) =>
        ChangeAsync(
            async () =>
            {
                var group = await OpenAsync(scope, name, cancellation) ?? throw LogsErrors.GroupNotFound();
                if (group.Row.DeletionProtected)
                {
                    throw LogsErrors.DeletionProtected();
                }

                var batch = new Batch();
                _groups.Delete(batch, scope, name);
                foreach (var stream in group.Streams)
                {
                    _streams.Delete(batch, scope, StreamKey(group, stream.Name));
                }

                await store.CommitAsync(batch, cancellation);
                _open.TryRemove((scope, name), out _);
                group.Log.Delete();
                return true;
            },
            cancellation);

    /// <summary>The stream as it was made; null when there is one of that name.</summary>
    public ValueTask<LogStreamRow?> TryCreateStreamAsync(OpenGroup group, string name, CancellationToken cancellation) =>
        ChangeAsync(
            async () =>
            {
                var stream = new LogStreamRow(name, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))), Now());
                if (!await _streams.TryInsertAsync(group.Scope, StreamKey(group, name), stream, cancellation))
                {
                    return null;
                }

                group.Add(stream);
                return stream;
            },
            cancellation);

    public ValueTask<bool> DeleteStreamAsync(OpenGroup group, string name, CancellationToken cancellation) =>
        ChangeAsync(
            async () =>
            {
                var stream = group.FindStream(name) ?? throw LogsErrors.StreamNotFound();
                await _streams.DeleteAsync(group.Scope, StreamKey(group, name), cancellation);
                group.Remove(stream);
                group.Log.Forget(stream.Id);
                return true;
            },
            cancellation);

    /// <summary>The size of a group's files, without opening the group.</summary>
    public long StoredBytes(LogGroupRow row)
    {
        var files = new DirectoryInfo(FolderOf(row));
        return files.Exists ? files.EnumerateFiles("*.seg").Sum(file => file.Length) : 0;
    }

    /// <summary>Deletes the folders of groups that were deleted just before the process ended.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // Folders first: one that is made after this look is not touched.
        var folders = Directory.GetDirectories(folder);
        var known = (await _groups.LoadAllAsync(cancellation)).Select(group => group.Value.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var orphan in folders.Where(path => !known.Contains(Path.GetFileName(path))))
        {
            Directory.Delete(orphan, recursive: true);
        }
    }

    public void Dispose() => _changing.Dispose();

    private static string StreamKey(OpenGroup group, string name) => $"{group.Row.Id}/{name}";

    private async ValueTask<OpenGroup?> OpenAsync(Scope scope, string name, CancellationToken cancellation)
    {
        if (_open.TryGetValue((scope, name), out var open))
        {
            return open;
        }

        if (await _groups.FindAsync(scope, name, cancellation) is not { } row)
        {
            return null;
        }

        var streams = await _streams.ListAsync(scope, row.Id + "/", cancellation: cancellation);
        var log = SegmentLog.Open(FolderOf(row));
        log.Trim(row.ExpiredBefore(time.GetUtcNow()));
        return _open[(scope, name)] = new OpenGroup(scope, row, streams.Items, log);
    }

    private string FolderOf(LogGroupRow row) => Path.Combine(folder, row.Id);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async ValueTask<T> ChangeAsync<T>(Func<ValueTask<T>> change, CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation);
        try
        {
            return await change();
        }
        finally
        {
            _changing.Release();
        }
    }
}
