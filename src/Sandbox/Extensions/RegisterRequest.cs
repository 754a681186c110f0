using System.Text.Json;

namespace Gatehouse.Sandbox.Extensions;

/// <summary>The body of a registration: the events that the extension wants, or why it cannot be read.</summary>
internal readonly record struct RegisterRequest(IReadOnlyList<string> Events, string? Fault)
{
    internal const string Invoke = "INVOKE";
    internal const string Shutdown = "SHUTDOWN";

    internal static RegisterRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new([], "The request is not a JSON object");
            }

            if (document.RootElement.TryGetProperty("configurationKeys", out var keys) && keys is { ValueKind: JsonValueKind.Array } && keys.GetArrayLength() > 0)
            {
                return new([], "configurationKeys are deprecated; use environment variables instead");
            }

            if (!document.RootElement.TryGetProperty("events", out var events) || events.ValueKind == JsonValueKind.Null)
            {
                return new([], null);
            }

            return events.ValueKind == JsonValueKind.Array && events.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
                ? new([.. events.EnumerateArray().Select(name => name.GetString()!).Distinct()], null)
                : new([], "events is not an array of strings");
        }
        catch (JsonException error)
        {
            return new([], error.Message);
        }
    }
}
