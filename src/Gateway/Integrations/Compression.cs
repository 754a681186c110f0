using System.Buffers;
using System.IO.Compression;
using Gatehouse.Gateway.Stages;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Content codings in both directions, where the API has a minimum compression size.</summary>
internal static class Compression
{
    /// <summary>The first of gzip, deflate and identity that the caller names; null when bodies go out as they are. A star names nothing.</summary>
    public static string? Choose(StringValues acceptEncoding)
    {
        foreach (var line in acceptEncoding)
        {
            foreach (var range in (line ?? "").AsSpan().Split(','))
            {
                var entry = line.AsSpan()[range];
                var semicolon = entry.IndexOf(';');
                var coding = (semicolon < 0 ? entry : entry[..semicolon]).Trim();
                if (semicolon >= 0 && IsRefused(entry[(semicolon + 1)..]))
                {
                    continue;
                }

                if (coding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
                {
                    return "gzip";
                }

                if (coding.Equals("deflate", StringComparison.OrdinalIgnoreCase))
                {
                    return "deflate";
                }

                if (coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
                {
                    return null;
                }
            }
        }

        return null;
    }

    /// <param name="rented">To be returned to the shared pool after use.</param>
    public static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> body, string coding, out byte[] rented)
    {
        // Incompressible data grows by a few bytes a block and a trailer.
        rented = ArrayPool<byte>.Shared.Rent(body.Length + (body.Length / 1000) + 256);
        using var target = new MemoryStream(rented);
        using (Stream stream = coding == "gzip" ? new GZipStream(target, CompressionLevel.Fastest, true) : new ZLibStream(target, CompressionLevel.Fastest, true))
        {
            stream.Write(body);
        }

        return rented.AsSpan(0, (int)target.Position);
    }

    public static CompressedBody Decompress(ReadOnlyMemory<byte> body, string coding, out byte[] plain)
    {
        plain = [];
        if (coding is not ("gzip" or "deflate"))
        {
            return CompressedBody.Unsupported;
        }

        using var source = new MemoryStream(body.ToArray(), writable: false);
        using Stream stream = coding == "gzip" ? new GZipStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
        using var target = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                // A few kilobytes can stand for gigabytes: stop as soon as it is too much.
                if (target.Length + read > AdmitRequest.LongestBody)
                {
                    return CompressedBody.TooLong;
                }

                target.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return CompressedBody.Unsupported;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        plain = target.ToArray();
        return CompressedBody.Plain;
    }

    private static bool IsRefused(ReadOnlySpan<char> parameter)
    {
        parameter = parameter.Trim();
        return parameter.StartsWith("q=0", StringComparison.OrdinalIgnoreCase) && !parameter[3..].ContainsAnyExcept('.', '0');
    }
}

internal enum CompressedBody
{
    Plain,
    Unsupported,
    TooLong,
}
