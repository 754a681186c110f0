using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Blobs;

/// <summary>
/// Sends part of a file: one buffer is read from the disk by a worker while the other goes out. Measured against the server's own
/// SendFileAsync, which reads and writes 16 KiB in turn.
/// </summary>
internal static class BlobSender
{
    private const int BufferBytes = 256 << 10;

    public static async Task SendAsync(HttpResponse response, string path, ByteRange range, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        var reading = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var sending = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var (offset, left) = range;
        var next = Task.FromResult(0);
        try
        {
            next = ReadAsync(reading, offset, left);
            while (left > 0)
            {
                var count = await next;
                if (count == 0)
                {
                    throw new EndOfStreamException($"The blob {path} ended {left} bytes early.");
                }

                offset += count;
                left -= count;
                (reading, sending) = (sending, reading);
                next = ReadAsync(reading, offset, left);
                await response.Body.WriteAsync(sending.AsMemory(0, count), cancellation);
            }
        }
        finally
        {
            // Not before the worker has let go of its buffer and of the file.
            await next;
            ArrayPool<byte>.Shared.Return(reading);
            ArrayPool<byte>.Shared.Return(sending);
        }

        Task<int> ReadAsync(byte[] buffer, long at, long most) => most == 0
            ? Task.FromResult(0)
            : RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(BufferBytes, most)), at, CancellationToken.None).AsTask();
    }
}
