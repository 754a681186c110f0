using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Wire;

/// <summary>Reads whole bodies, within a limit.</summary>
public static class RequestBody
{
    /// <summary>The body's bytes. Throws 413 above <paramref name="limit"/> bytes, before they are all read.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext http, long limit, string? operation = null)
    {
        if (http.Request.ContentLength > limit)
        {
            throw WireErrors.TooLarge(limit, operation);
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                throw WireErrors.TooLarge(limit, operation);
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
