using System.Text.Encodings.Web;
using System.Text.Json;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>What runtimes tell X-Ray within an error, and callers never see.</summary>
internal static class ErrorCause
{
    internal const string ContentType = "application/vnd.aws.lambda.error.cause+json";

    /// <summary>Takes <c>errorCause</c> out of an error's document. What is no such document goes on as it came.</summary>
    internal static void RemoveFrom(PooledBuffer body)
    {
        JsonDocument document;
        try
        {
            // Of a copy: the document is written where it stood.
            document = JsonDocument.Parse(body.Written.ToArray());
        }
        catch (JsonException)
        {
            return;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            body.Clear();
            using var writer = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            writer.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject().Where(member => !member.NameEquals("errorCause"u8)))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
    }
}
