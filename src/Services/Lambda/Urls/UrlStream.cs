using System.Buffers;
using Gatehouse.Sandbox.Pool;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>What became of a streamed answer.</summary>
internal enum UrlStreamEnd
{
    NotBegun,
    Passed,
    Malformed,
}

/// <summary>Passes a streamed answer on to the caller of a URL. See https://docs.aws.amazon.com/lambda/latest/dg/response-streaming.html.</summary>
internal static class UrlStream
{
    public const string PlainType = "application/octet-stream";

    private const string WithPrelude = "application/vnd.awslambda.http-integration-response";

    // Status and headers; what a client would refuse to read as such is not looked through.
    private const int LongestPrelude = 64 * 1024;

    private static ReadOnlySpan<byte> Divider => [0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Answers with what the function streams, piece by piece, to its end.</summary>
    public static async ValueTask<UrlStreamEnd> PassOnAsync(ReplyStream stream, Cors? cors, HttpContext http)
    {
        var first = ReadOnlyMemory<byte>.Empty;
        UrlReply? reply;
        var withPrelude = WithPrelude.Equals(stream.ContentType?.Split(';')[0].Trim(), StringComparison.OrdinalIgnoreCase);
        if (withPrelude)
        {
            (reply, first) = await ReadPreludeAsync(stream);
        }
        else
        {
            reply = UrlReply.Plain(IsType(stream.ContentType) ? stream.ContentType! : PlainType);
        }

        var hasBody = reply is not null && reply.Begin(cors, http);
        if (hasBody && withPrelude)
        {
            // The head even without a body yet: who listens to events wants to know that somebody is there.
            http.Response.BodyWriter.Write(first.Span);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }

        // What cannot be sent is read all the same: the function is not to wait for ever.
        for (var bytes = await stream.ReadAsync(); bytes.Length > 0; bytes = await stream.ReadAsync())
        {
            if (hasBody)
            {
                await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
            }
        }

        return reply is null ? UrlStreamEnd.Malformed : UrlStreamEnd.Passed;
    }

    /// <summary>Answers with a payload that came in one piece. That it is not looked into as with BUFFERED is from callers' reports, not on record.</summary>
    public static async ValueTask SendPayloadAsync(ReadOnlyMemory<byte> payload, Cors? cors, HttpContext http)
    {
        UrlReply.Plain("application/json").Begin(cors, http);
        await http.Response.BodyWriter.WriteAsync(payload, http.RequestAborted);
    }

    /// <summary>The head, and what of the body came with it.</summary>
    private static async ValueTask<(UrlReply? Reply, ReadOnlyMemory<byte> First)> ReadPreludeAsync(ReplyStream stream)
    {
        var read = new ArrayBufferWriter<byte>();
        while (read.WrittenCount <= LongestPrelude)
        {
            var bytes = await stream.ReadAsync();
            if (bytes.Length == 0)
            {
                break;
            }

            var searched = Math.Max(0, read.WrittenCount - Divider.Length + 1);
            read.Write(bytes.Span);
            if (read.WrittenSpan[searched..].IndexOf(Divider) is var found and >= 0)
            {
                var end = searched + found;
                return (UrlReply.ReadPrelude(read.WrittenMemory[..end]), read.WrittenMemory[(end + Divider.Length)..]);
            }
        }

        return (null, default);
    }

    // The runtime's own header; a byte that a header cannot carry must not come out of it.
    private static bool IsType(string? type) => type is { Length: > 0 and < 256 } && type.All(c => c is >= ' ' and <= '~');
}
