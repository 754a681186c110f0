using System.Diagnostics;
using System.IO.Compression;

namespace Gatehouse.Sandbox.Images;

/// <summary>Opens a packed layer as the plain archive.</summary>
internal static class LayerDecompression
{
    internal static Stream Open(Stream packed, LayerCompression compression) => compression switch
    {
        LayerCompression.None => packed,
        LayerCompression.Gzip => new GZipStream(packed, CompressionMode.Decompress),
        LayerCompression.Zstandard => new ZstandardProcess(packed),
        _ => throw new UnreachableException(),
    };
}
