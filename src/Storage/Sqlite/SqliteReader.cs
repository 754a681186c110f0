using Microsoft.Data.Sqlite;

namespace Gatehouse.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Not safe for concurrent use.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _get;
    private readonly SqliteCommand _scan;

    public SqliteReader(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Sql.Execute(_connection, "PRAGMA query_only=1");
        _get = Sql.Prepare(_connection, "SELECT version, value FROM rows WHERE key = $key", "$key");
        _scan = Sql.Prepare(_connection, "SELECT key, version, value FROM rows WHERE key >= $from AND key < $to ORDER BY key LIMIT $limit", "$from", "$to", "$limit");
    }

    public Row? Get(string key)
    {
        _get.Parameters[0].Value = key;
        using var reader = _get.ExecuteReader();
        return reader.Read() ? new Row(key, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    public List<Row> Scan(string prefix, string? after, int limit)
    {
        // One lower bound: of two, SQLite seeks to the one and steps over every row up to the other. The least key behind one ends in NUL.
        _scan.Parameters[0].Value = after is not null && string.CompareOrdinal(after, prefix) >= 0 ? after + '\0' : prefix;
        // SQLite's BINARY collation compares UTF-8 bytes, where U+10FFFF is greater than anything that can follow the prefix.
        _scan.Parameters[1].Value = prefix + "\U0010FFFF";
        _scan.Parameters[2].Value = limit;
        var rows = new List<Row>();
        using var reader = _scan.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new Row(reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        }

        return rows;
    }

    public void Dispose()
    {
        _get.Dispose();
        _scan.Dispose();
        _connection.Dispose();
    }
}
