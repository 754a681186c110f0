using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>Reads the body of a URL's call.</summary>
internal static class UrlBody
{
    /// <summary>The whole body, still in the request's own buffers; null once it is longer than <paramref name="limit"/>.</summary>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(HttpContext http, int limit)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
