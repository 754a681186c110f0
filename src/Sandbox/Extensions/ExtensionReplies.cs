using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Extensions;

/// <summary>The answers of the Extensions and Telemetry APIs, as bytes. Sentences and types are those of AWS's own emulator of the interface.</summary>
internal static class ExtensionReplies
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] MissingIdentifier { get; } = Forbidden("Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header");

    internal static byte[] InvalidIdentifier { get; } = Forbidden("Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");

    internal static byte[] MissingErrorType { get; } = Forbidden("Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found");

    internal static byte[] RegistrationClosed { get; } = Forbidden("Extension.RegistrationClosed", "Extension registration closed already");

    internal static byte[] TooMany { get; } = Forbidden("Extension.TooManyExtensions", $"Extension limit ({ExtensionSession.MostExtensions}) reached");

    internal static byte[] EmptyName { get; } = Forbidden("Extension.InvalidExtensionName", "Empty extension name");

    internal static byte[] InvalidName { get; } = Forbidden("Extension.InvalidExtensionName", "Invalid extension name");

    internal static byte[] NameTaken { get; } = Forbidden("Extension.InvalidExtensionState", "Extension with this name already registered");

    internal static byte[] Subscribed { get; } = Reply("200 OK", "\"OK\""u8);

    internal static byte[] Unknown(Guid identifier) => Forbidden("Extension.UnknownExtensionIdentifier", $"Unknown extension {identifier}");

    internal static byte[] InvalidFormat(string reason) => Forbidden("InvalidRequestFormat", reason);

    internal static byte[] InvalidEvent(string name) => Forbidden("Extension.InvalidEventType", $"{name}: ErrorInvalidEventType");

    internal static byte[] InvalidTransition(ExtensionState from, ExtensionState to, string who) => Forbidden(
        "Extension.InvalidExtensionState", $"State transition from {from} to {to} failed for extension {who}. Error: State transition is not allowed");

    internal static byte[] SubscriptionClosed(string api) => Forbidden($"{api}.SubscriptionClosed", $"{api} API subscription is closed already");

    internal static byte[] Invalid(string type, string message) => Reply("400 Bad Request", Error(type, message));

    internal static byte[] Unavailable { get; } = Reply("500 Internal Server Error", Error("InternalServerError", "Internal Server Error"));

    internal static byte[] Registered(Guid identifier, FunctionRevision revision, bool withAccount) => Reply(
        "200 OK",
        Json(json =>
        {
            var command = revision.Command ?? revision.Image.Command;
            json.WriteString("functionName", revision.FunctionName);
            json.WriteString("functionVersion", revision.Version);
            json.WriteString("handler", command.Count > 0 ? command[0] : "");
            if (withAccount)
            {
                json.WriteString("accountId", revision.Account);
            }
        }),
        $"Lambda-Extension-Identifier: {identifier}\r\n");

    /// <summary>An event that an extension waits for.</summary>
    internal static byte[] Event(Action<Utf8JsonWriter> write) => Reply("200 OK", Json(write), $"Lambda-Extension-Event-Identifier: {Guid.CreateVersion7()}\r\n");

    internal static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, s_plain);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Forbidden(string type, string message) => Reply("403 Forbidden", Error(type, message));

    private static byte[] Error(string type, string message) => Json(json =>
    {
        json.WriteString("errorMessage", message);
        json.WriteString("errorType", type);
    });

    private static byte[] Reply(string status, ReadOnlySpan<byte> body, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body];
}
