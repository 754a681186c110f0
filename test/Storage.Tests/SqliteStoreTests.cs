using System.Text;
using Gatehouse.Storage.Sqlite;

namespace Gatehouse.Storage.Tests;

public sealed class SqliteStoreTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteStore _store;

    public SqliteStoreTests() => _store = Open();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task CommittedRow_IsReadBack()
    {
        await _store.CommitAsync(new Batch().Put("a", Bytes("1")), TestContext.Current.CancellationToken);

        Assert.Equal("1", await ReadAsync("a"));
        Assert.Null(await ReadAsync("b"));
    }

    [Fact]
    public async Task CommittedRow_SurvivesReopening()
    {
        await _store.CommitAsync(new Batch().Put("a", Bytes("1")), TestContext.Current.CancellationToken);
        await _store.DisposeAsync();
        _store = Open();

        Assert.Equal("1", await ReadAsync("a"));
    }

    [Fact]
    public async Task BatchWithOneStaleVersion_ChangesNothing()
    {
        await _store.CommitAsync(new Batch().Put("a", Bytes("1")), TestContext.Current.CancellationToken);

        var committed = await _store.CommitAsync(new Batch().Put("b", Bytes("2")).Put("a", Bytes("3"), Batch.Absent), TestContext.Current.CancellationToken);

        Assert.False(committed);
        Assert.Equal("1", await ReadAsync("a"));
        Assert.Null(await ReadAsync("b"));
    }

    [Fact]
    public async Task Version_GrowsAcrossDeletesAndReopening()
    {
        await _store.CommitAsync(new Batch().Put("a", Bytes("1")), TestContext.Current.CancellationToken);
        var first = (await _store.GetAsync("a", TestContext.Current.CancellationToken))!.Version;
        await _store.CommitAsync(new Batch().Delete("a"), TestContext.Current.CancellationToken);
        await _store.DisposeAsync();
        _store = Open();
        await _store.CommitAsync(new Batch().Put("a", Bytes("2")), TestContext.Current.CancellationToken);

        Assert.True((await _store.GetAsync("a", TestContext.Current.CancellationToken))!.Version > first);
    }

    [Fact]
    public async Task ConcurrentInsertsOfOneKey_LetExactlyOneWin()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => _store.CommitAsync(new Batch().Put("a", Bytes($"{i}"), Batch.Absent)).AsTask()));

        Assert.Single(attempts, won => won);
    }

    [Fact]
    public async Task Scan_IsOrderedBoundedByPrefixAndResumes()
    {
        // "é" and an emoji: order is by code point, and the prefix ends exactly.
        foreach (var key in new[] { "p/b", "p/a", "p/é", "p/😀", "q/a", "p" })
        {
            await _store.CommitAsync(new Batch().Put(key, Bytes(key)), TestContext.Current.CancellationToken);
        }

        Assert.Equal(["p/a", "p/b", "p/é", "p/😀"], await KeysAsync("p/", null, 10));
        Assert.Equal(["p/a", "p/b"], await KeysAsync("p/", null, 2));
        Assert.Equal(["p/é", "p/😀"], await KeysAsync("p/", "p/b", 10));
    }

    [Fact]
    public async Task ManyWriters_AllLand()
    {
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => _store.CommitAsync(new Batch().Put($"k/{i:D5}", Bytes("x"))).AsTask()));

        Assert.Equal(2000, (await KeysAsync("k/", null, int.MaxValue)).Count);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private SqliteStore Open() => SqliteStore.Open(_folder.In("state.db"), durable: false);

    private async Task<string?> ReadAsync(string key) => await _store.GetAsync(key) is { } row ? Encoding.UTF8.GetString(row.Value.Span) : null;

    private async Task<List<string>> KeysAsync(string prefix, string? after, int limit) => [.. (await _store.ScanAsync(prefix, after, limit)).Select(row => row.Key)];
}
