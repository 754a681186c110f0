using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Wire;

/// <summary>The JSON document that every protocol turns its members into, and typed requests read from it.</summary>
internal static class Documents
{
    /// <summary>Parses a body that must be one JSON object.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, ErrorStyle errors)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException broken)
        {
            throw new AwsException(errors.SerializationCode, 400, $"The request body is not valid JSON: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}.");
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            throw new AwsException(errors.SerializationCode, 400, "The request body must be a JSON object.");
        }

        return document;
    }

    /// <summary>Builds the document, reports every missing required member at once, then reads the typed request and checks its limits.</summary>
    public static object Read(TypedOperation operation, ErrorStyle errors, Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        var violations = new Violations(errors.MemberPrefix(operation.Name));
        using (var document = JsonDocument.Parse(buffer.WrittenMemory))
        {
            foreach (var member in operation.Request.Members)
            {
                if (member.Required && !document.RootElement.TryGetProperty(member.JsonName, out _))
                {
                    violations.Missing(member.JsonName);
                }
            }

            FindNulls(document.RootElement, "", violations);
        }

        ThrowIfAny(violations, errors);
        object request;
        try
        {
            request = JsonSerializer.Deserialize(buffer.WrittenSpan, operation.Request.Type)!;
        }
        catch (JsonException mismatch)
        {
            // A nested required member, or a value of another type than its member's.
            throw new AwsException(errors.SerializationCode, 400, Describe(mismatch));
        }

        if (request is IConstrained constrained)
        {
            constrained.Constrain(violations);
            ThrowIfAny(violations, errors);
        }

        return request;
    }

    public static async ValueTask SendAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
    }

    // No list of AWS's models is sparse, and no operation expects a hole in one. JsonDocument bounds the depth.
    private static void FindNulls(JsonElement element, string path, Violations violations)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
            {
                var place = $"{path}.{index + 1}.member";
                if (item.ValueKind == JsonValueKind.Null)
                {
                    violations.Missing(place);
                }

                FindNulls(item, place, violations);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                FindNulls(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", violations);
            }
        }
    }

    private static void ThrowIfAny(Violations violations, ErrorStyle errors)
    {
        if (violations.Found.Count > 0)
        {
            throw new AwsException(errors.ValidationCode, 400, errors.Describe(violations));
        }
    }

    private static string Describe(JsonException mismatch)
    {
        // System.Text.Json's path is "$.member[0].inner"; its message names .NET types, which mean nothing to a caller.
        var member = mismatch.Path is { Length: > 2 } path ? path[2..] : "the request";
        return mismatch.Message.Contains("missing required", StringComparison.Ordinal)
            ? $"A required member is missing in {member}."
            : $"The value of '{member}' is not of the type that this member has.";
    }
}
