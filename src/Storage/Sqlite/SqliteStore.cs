using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Gatehouse.Storage.Sqlite;

/// <summary>
/// The embedded store: one SQLite file in WAL mode. Reads run on pooled connections on the caller's thread (about 10 µs);
/// writes go to one thread that commits whatever has queued up together, so that many writers share one fsync.
/// </summary>
public sealed class SqliteStore : IStore
{
    private readonly string _connectionString;
    private readonly ConcurrentBag<SqliteReader> _readers = [];
    private readonly SqliteWriter _writer;

    private SqliteStore(string connectionString, SqliteWriter writer)
    {
        _connectionString = connectionString;
        _writer = writer;
    }

    /// <summary>Opens or creates the database.</summary>
    /// <param name="file">The database file; its folder must exist.</param>
    /// <param name="durable">False only for stores that are thrown away: commits then survive a crash of the process, not of the machine.</param>
    public static SqliteStore Open(string file, bool durable = true)
    {
        // Pooling is ours: a reader keeps its prepared statements.
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        return new SqliteStore(connectionString, SqliteWriter.Start(connectionString, durable));
    }

    public ValueTask<Row?> GetAsync(string key, CancellationToken cancellation = default)
    {
        var reader = RentReader();
        var row = reader.Get(key);
        _readers.Add(reader);
        return new(row);
    }

    public ValueTask<IReadOnlyList<Row>> ScanAsync(string prefix, string? after, int limit, CancellationToken cancellation = default)
    {
        var reader = RentReader();
        var rows = reader.Scan(prefix, after, limit);
        _readers.Add(reader);
        return new(rows);
    }

    public ValueTask<bool> CommitAsync(Batch batch, CancellationToken cancellation = default) => batch.IsEmpty ? new(true) : new(_writer.Enqueue(batch));

    public ValueTask DisposeAsync()
    {
        _writer.Stop();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        return default;
    }

    private SqliteReader RentReader() => _readers.TryTake(out var reader) ? reader : new SqliteReader(_connectionString);
}
