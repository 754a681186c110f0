using System.Security.Cryptography;
using Gatehouse.Core;
using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Blobs;

/// <summary>A blob that is compared with its digest while it is read to its end.</summary>
internal sealed class CheckedBlob(FileStream file, Digest digest, BlobStore store) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(digest.HashAlgorithm);
    private bool _isChecked;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = file.Read(buffer);
        Take(buffer[..count], buffer.Length);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await file.ReadAsync(buffer, cancellationToken);
        Take(buffer.Span[..count], buffer.Length);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes, int asked)
    {
        _hash.AppendData(bytes);
        if (asked > 0 && bytes.IsEmpty && !_isChecked)
        {
            // Whoever unpacks a layer compares it too and refuses it; here it is only made to go.
            _isChecked = true;
            store.Check(digest, _hash, file.Length);
        }
    }
}
