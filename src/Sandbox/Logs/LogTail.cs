namespace Gatehouse.Sandbox.Logs;

/// <summary>The last 4 KB of one invocation's log, which Invoke returns on request.</summary>
internal sealed class LogTail
{
    private const int Size = 4096;
    private readonly byte[] _ring = new byte[Size];
    private long _written;

    internal void Clear() => _written = 0;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Size)
        {
            bytes = bytes[^Size..];
        }

        var at = (int)(_written % Size);
        var first = Math.Min(bytes.Length, Size - at);
        bytes[..first].CopyTo(_ring.AsSpan(at));
        bytes[first..].CopyTo(_ring);
        _written += bytes.Length;
    }

    internal byte[] ToArray()
    {
        if (_written <= Size)
        {
            return _ring[..(int)_written];
        }

        var at = (int)(_written % Size);
        return [.. _ring.AsSpan(at), .. _ring.AsSpan(0, at)];
    }
}
