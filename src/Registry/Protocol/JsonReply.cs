using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Protocol;

/// <summary>A small JSON document as a 200 answer.</summary>
internal static class JsonReply
{
    public static async Task WriteAsync(RegistryCall call, string contentType, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        call.Response.ContentType = contentType;
        call.Response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(call.Request.Method))
        {
            await call.Response.Body.WriteAsync(body.WrittenMemory, call.Aborted);
        }
    }

    public static void WriteStrings(this Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
