namespace Gatehouse.Storage;

/// <summary>An ordered, versioned map shared by every service.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The row as the last commit left it, or null.</summary>
    ValueTask<Row?> GetAsync(string key, CancellationToken cancellation = default);

    /// <summary>At most <paramref name="limit"/> rows whose key starts with <paramref name="prefix"/> and is greater than
    /// <paramref name="after"/> (when given), in ordinal key order.</summary>
    ValueTask<IReadOnlyList<Row>> ScanAsync(string prefix, string? after, int limit, CancellationToken cancellation = default);

    /// <summary>Applies all writes or none. False when an expected version no longer holds. Durable when it returns true.</summary>
    ValueTask<bool> CommitAsync(Batch batch, CancellationToken cancellation = default);
}

/// <summary>One stored value. <paramref name="Version"/> grows with every write to the store.</summary>
public sealed record Row(string Key, long Version, ReadOnlyMemory<byte> Value);
