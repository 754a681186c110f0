using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Gatehouse.Storage.Sqlite;

/// <summary>The one thread that writes. It takes every batch that waits and commits them in one transaction.</summary>
internal sealed class SqliteWriter
{
    // A bound on what one transaction takes, so that the first writer in it does not wait for thousands of others.
    private const int BatchesPerCommit = 256;

    private readonly BlockingCollection<Pending> _queue = [];
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _version;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly Thread _thread;
    private long _sequence;

    private SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _version = Sql.Prepare(connection, "SELECT version FROM rows WHERE key = $key", "$key");
        _put = Sql.Prepare(
            connection,
            "INSERT INTO rows (key, version, value) VALUES ($key, $version, $value) " +
            "ON CONFLICT (key) DO UPDATE SET version = excluded.version, value = excluded.value",
            "$key", "$version", "$value");
        _delete = Sql.Prepare(connection, "DELETE FROM rows WHERE key = $key", "$key");
        using var last = Sql.Prepare(connection, "SELECT value FROM sequence");
        _sequence = (long)last.ExecuteScalar()!;
        _thread = new Thread(Run) { Name = "sqlite writer", IsBackground = true };
    }

    public static SqliteWriter Start(string connectionString, bool durable)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Sql.Execute(connection, "PRAGMA journal_mode=WAL");
        // FULL syncs the log at every commit: what was acknowledged survives a power cut.
        Sql.Execute(connection, durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
        Sql.Execute(connection, "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, version INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID");
        // Versions never repeat, also for keys that were deleted and made again.
        Sql.Execute(connection, "CREATE TABLE IF NOT EXISTS sequence (value INTEGER NOT NULL)");
        Sql.Execute(connection, "INSERT INTO sequence SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM sequence)");
        var writer = new SqliteWriter(connection);
        writer._thread.Start();
        return writer;
    }

    public Task<bool> Enqueue(Batch batch)
    {
        var pending = new Pending(batch, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        _queue.Add(pending);
        return pending.Done.Task;
    }

    public void Stop()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _version.Dispose();
        _put.Dispose();
        _delete.Dispose();
        _connection.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        var batches = new List<Pending>();
        var results = new List<bool>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batches.Clear();
            results.Clear();
            batches.Add(first);
            while (batches.Count < BatchesPerCommit && _queue.TryTake(out var next))
            {
                batches.Add(next);
            }

            try
            {
                Sql.Execute(_connection, "BEGIN IMMEDIATE");
                foreach (var pending in batches)
                {
                    results.Add(Apply(pending.Batch));
                }

                using (var sequence = Sql.Prepare(_connection, "UPDATE sequence SET value = $value", "$value"))
                {
                    sequence.Parameters[0].Value = _sequence;
                    sequence.ExecuteNonQuery();
                }

                Sql.Execute(_connection, "COMMIT");
            }
            catch (SqliteException failure)
            {
                // A full disk, most of all: nothing of these batches is kept, and their callers are told so.
                RollBack();
                batches.ForEach(pending => pending.Done.SetException(new IOException($"The store could not write: {failure.Message}", failure)));
                continue;
            }

            for (var i = 0; i < batches.Count; i++)
            {
                batches[i].Done.SetResult(results[i]);
            }
        }
    }

    private bool Apply(Batch batch)
    {
        foreach (var write in batch.Writes)
        {
            if (write.Expected is { } expected && CurrentVersion(write.Key) != expected)
            {
                return false;
            }
        }

        foreach (var write in batch.Writes)
        {
            if (write.Value is { } value)
            {
                _put.Parameters[0].Value = write.Key;
                _put.Parameters[1].Value = ++_sequence;
                _put.Parameters[2].Value = value.ToArray();
                _put.ExecuteNonQuery();
            }
            else
            {
                _delete.Parameters[0].Value = write.Key;
                _delete.ExecuteNonQuery();
            }
        }

        return true;
    }

    private long CurrentVersion(string key)
    {
        _version.Parameters[0].Value = key;
        return _version.ExecuteScalar() is long version ? version : Batch.Absent;
    }

    private void RollBack()
    {
        try
        {
            Sql.Execute(_connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite rolls back by itself on some errors and then refuses a second time.
        }
    }

    private sealed record Pending(Batch Batch, TaskCompletionSource<bool> Done);
}
