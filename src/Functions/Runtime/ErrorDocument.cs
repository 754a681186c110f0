using System.Buffers;
using System.Text.Json;

namespace Gatehouse.Functions.Runtime;

/// <summary>Describes an exception the way Lambda's own .NET runtime does: message, type, stack trace, cause.</summary>
internal static class ErrorDocument
{
    // Deep enough for any cause that helps; a chain without end must not make a reply without end.
    private const int DeepestCause = 8;

    public static void Write(IBufferWriter<byte> output, Exception exception)
    {
        using var json = new Utf8JsonWriter(output);
        Write(json, exception, depth: 0);
    }

    private static void Write(Utf8JsonWriter json, Exception exception, int depth)
    {
        json.WriteStartObject();
        json.WriteString("errorMessage"u8, exception.Message);
        json.WriteString("errorType"u8, exception.GetType().Name);
        json.WriteStartArray("stackTrace"u8);
        foreach (var line in (exception.StackTrace ?? "").AsSpan().EnumerateLines())
        {
            if (line.Trim() is { IsEmpty: false } call)
            {
                json.WriteStringValue(call);
            }
        }

        json.WriteEndArray();
        if (exception.InnerException is { } cause && depth < DeepestCause)
        {
            json.WritePropertyName("cause"u8);
            Write(json, cause, depth + 1);
        }

        json.WriteEndObject();
    }
}
