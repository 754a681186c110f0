using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Admin;

/// <summary>Writes one small JSON document as the whole answer.</summary>
internal static class Json
{
    // Never embedded in HTML, so only JSON's own characters need escaping.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteMessageAsync(HttpContext context, int status, string message) => WriteAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message", message);
        writer.WriteEndObject();
    });

    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var document = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(document, Plain))
        {
            write(writer);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = document.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(document.WrittenMemory, context.RequestAborted);
        }
    }
}
