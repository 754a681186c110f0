using System.Text.Json;

namespace Gatehouse.Core;

/// <summary>What functions say of their errors: as Lambda's own runtimes do, or in any other way.</summary>
public static class FunctionErrors
{
    /// <summary>The <c>errorMessage</c> of what a function reported, or null when it has none.</summary>
    public static string? Message(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var error = JsonDocument.Parse(payload);
            return error.RootElement.ValueKind == JsonValueKind.Object
                && error.RootElement.TryGetProperty("errorMessage", out var message)
                && message.ValueKind == JsonValueKind.String ? message.GetString() : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A function that speaks the Runtime API itself may describe its error in any way.
            return null;
        }
    }
}
