using System.Buffers;
using System.Buffers.Text;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Sends a well-formed reply of a function to the caller.</summary>
internal static class ProxyResponse
{
    // Larger bodies wait for the caller to take them, instead of piling up in the server.
    private const int FlushAbove = 64 * 1024;

    /// <summary>False when the body says that it is base64 and is not.</summary>
    public static bool TryWrite(Invocation call, ProxyScratch scratch, ReadOnlySpan<byte> payload)
    {
        var reply = scratch.Reply;
        var body = reply.Body(payload, scratch.Buffer);
        byte[]? decoded = null;
        byte[]? compressed = null;
        try
        {
            if (reply.IsBase64Encoded && call.Stage.BinaryTypes.Match(FirstAccept(call)))
            {
                decoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(body.Length));
                if (Base64.DecodeFromUtf8(body, decoded, out _, out var length) != OperationStatus.Done)
                {
                    return false;
                }

                body = decoded.AsSpan(0, length);
            }

            WriteHeaders(call, reply);
            var response = call.Http.Response;
            if (!HeaderRules.HasBody(reply.Status))
            {
                return true;
            }

            if (call.Stage.Model.MinimumCompressionSize is { } minimum && body.Length >= minimum && response.Headers.ContentEncoding.Count == 0
                && Compression.Choose(call.Http.Request.Headers.AcceptEncoding) is { } coding)
            {
                body = Compression.Compress(body, coding, out compressed);
                response.Headers.ContentEncoding = coding;
            }

            response.ContentLength = body.Length;
            response.BodyWriter.Write(body);
            return true;
        }
        finally
        {
            Return(decoded);
            Return(compressed);
        }
    }

    /// <summary>Waits until the caller has taken most of a large body. One who leaves ends the wait; what was answered stays answered.</summary>
    public static ValueTask FlushAsync(HttpContext http)
    {
        if (http.Response.ContentLength is not > FlushAbove)
        {
            return ValueTask.CompletedTask;
        }

        return Flush(http);

        // Not cancelled with the request: a caller may have it all and be gone before this hears of it, and was not abandoned by that.
        static async ValueTask Flush(HttpContext http) => await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    private static string? FirstAccept(Invocation call)
    {
        var accept = call.Http.Request.Headers.Accept;
        return accept.Count == 0 ? null : accept[0];
    }

    private static void WriteHeaders(Invocation call, ProxyReply reply)
    {
        var headers = call.Http.Response.Headers;
        for (var pass = 0; pass < 2; pass++)
        {
            // Values of multiValueHeaders come first and give the spelling; an equal pair in headers adds nothing.
            foreach (var header in reply.Headers)
            {
                if (header.Multi == (pass == 0) && HeaderRules.Outgoing(header.Name) is { } name)
                {
                    Append(headers, name, header.Value, skipEqual: pass == 1);
                }
            }
        }

        if (headers.ContentType.Count == 0)
        {
            headers.ContentType = CommonHeaders.Json;
        }

        CommonHeaders.Write(call, reply.Status);
    }

    private static void Append(IHeaderDictionary headers, string name, string value, bool skipEqual)
    {
        if (!headers.TryGetValue(name, out var existing))
        {
            headers[name] = value;
        }
        else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
        {
            // There can be only one: the last.
            headers[name] = value;
        }
        else if (!skipEqual || !existing.Contains(value))
        {
            headers[name] = StringValues.Concat(existing, value);
        }
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
