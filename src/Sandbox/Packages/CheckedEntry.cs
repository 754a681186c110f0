using System.IO.Compression;
using Gatehouse.Core;
using static Gatehouse.Sandbox.Packages.PackageUnpacker;

namespace Gatehouse.Sandbox.Packages;

/// <summary>An entry's bytes as they are read, held to the size and checksum that the entry declares: a bomb cannot claim to be small.</summary>
internal sealed class CheckedEntry(ZipArchiveEntry entry) : ForwardStream
{
    private readonly Stream _content = entry.Open();
    private Checksum _checksum = new();
    private long _read;

    public override long Length => entry.Length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _content.Read(buffer);
        _checksum.Append(buffer[..read]);
        _read += read;
        if (_read > entry.Length || (read == 0 && buffer.Length > 0 && (_read < entry.Length || _checksum.Value != entry.Crc32)))
        {
            throw Refused($"the entry '{entry.FullName}' is not of the size or content that it declares");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
