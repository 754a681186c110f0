using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Registry.Protocol;

/// <summary>An error in the form that OCI prescribes.</summary>
internal sealed record RegistryError(int Status, string Code, string Message)
{
    // ECR's sentences are full of quotes, and nobody reads this as HTML.
    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Digests and the like that the error is about.</summary>
    public IReadOnlyList<string> Detail { get; init; } = [];

    public async Task WriteAsync(HttpResponse response)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, PlainText))
        {
            json.WriteStartObject();
            json.WriteStartArray("errors");
            json.WriteStartObject();
            json.WriteString("code", Code);
            json.WriteString("message", Message);
            if (Detail.Count > 0)
            {
                json.WriteStartArray("detail");
                foreach (var item in Detail)
                {
                    json.WriteStringValue(item);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.Body.WriteAsync(body.WrittenMemory, response.HttpContext.RequestAborted);
        }
    }
}
