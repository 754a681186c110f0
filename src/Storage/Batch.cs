namespace Gatehouse.Storage;

/// <summary>Writes that happen together or not at all, in order.</summary>
public sealed class Batch
{
    /// <summary>The version to expect of a key that must not exist yet.</summary>
    public const long Absent = 0;

    private readonly List<Write> _writes = [];

    internal IReadOnlyList<Write> Writes => _writes;

    public bool IsEmpty => _writes.Count == 0;

    /// <summary>Sets a value; with <paramref name="expected"/>, only while the key still has that version.</summary>
    public Batch Put(string key, ReadOnlyMemory<byte> value, long? expected = null)
    {
        _writes.Add(new Write(key, value, expected));
        return this;
    }

    /// <summary>Removes a key if it is there; with <paramref name="expected"/>, only while it still has that version.</summary>
    public Batch Delete(string key, long? expected = null)
    {
        _writes.Add(new Write(key, null, expected));
        return this;
    }

    internal readonly record struct Write(string Key, ReadOnlyMemory<byte>? Value, long? Expected);
}
