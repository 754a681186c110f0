using System.IO.Compression;
using System.Text;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>Builds zip packages in memory, with the modes of files that were zipped on Unix.</summary>
internal sealed class TestZip
{
    internal const int RegularFile = 0x8000;
    internal const int SymbolicLink = 0xA000;

    private readonly MemoryStream _bytes = new();
    private readonly ZipArchive _archive;

    internal TestZip() => _archive = new ZipArchive(_bytes, ZipArchiveMode.Create, leaveOpen: true);

    internal TestZip File(string name, string content, int mode = RegularFile | 0x1A4) => Entry(name, Encoding.UTF8.GetBytes(content), mode);

    internal TestZip Program(string name, byte[] content) => Entry(name, content, RegularFile | 0x1ED);

    internal TestZip Script(string name, string content) => Program(name, Encoding.UTF8.GetBytes(content));

    internal TestZip Link(string name, string target) => Entry(name, Encoding.UTF8.GetBytes(target), SymbolicLink | 0x1FF);

    /// <param name="mode">Type and permissions, or 0 as in archives that were made on Windows.</param>
    internal TestZip Entry(string name, byte[] content, int mode)
    {
        var entry = _archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.ExternalAttributes = mode << 16;
        using var stream = entry.Open();
        stream.Write(content);
        return this;
    }

    internal byte[] Build()
    {
        _archive.Dispose();
        return _bytes.ToArray();
    }
}
