using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Pool;

/// <summary>Why an invocation failed: the type, and the payload that its caller gets.</summary>
internal readonly partial record struct FunctionFailure(string ErrorType, ReadOnlyMemory<byte> Payload)
{
    internal const string Timeout = "Sandbox.Timedout";

    /// <summary>The sentence for the log, where the platform speaks and not the function.</summary>
    internal string? Message { get; private init; }

    internal bool IsTimeout => ErrorType == Timeout;

    internal static FunctionFailure TimedOut(string requestId, TimeSpan limit) =>
        Of(Timeout, requestId, string.Create(CultureInfo.InvariantCulture, $"Task timed out after {limit.TotalSeconds:F2} seconds"));

    internal static FunctionFailure Exited(string requestId, ExitStatus status) => Of("Runtime.ExitError", requestId, status.Reason);

    internal static FunctionFailure OfExtension(string type, string requestId, string words) => Of(type, requestId, words);

    internal static FunctionFailure StreamBroken(string requestId) => Of("Runtime.TruncatedResponse", requestId, "The runtime broke off its streamed response");

    internal static FunctionFailure ReplyTooLarge { get; } =
        Platform("Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes).");

    /// <summary>What bubblewrap said when it could not start the function, in Lambda's words; null when that was something else.</summary>
    internal static FunctionFailure? FromComplaint(string requestId, string? complaint, string entryPointType = "Runtime.InvalidEntrypoint")
    {
        if (complaint is null)
        {
            return null;
        }

        var parts = complaint.LastIndexOf(": ", StringComparison.Ordinal) is var split and > 0
            ? (What: complaint[..split], Why: complaint[(split + 2)..].ToLowerInvariant())
            : (What: complaint, Why: "");
        return parts.What switch
        {
            _ when parts.What.StartsWith("execvp ", StringComparison.Ordinal) =>
                Of(entryPointType, requestId, $"fork/exec {parts.What["execvp ".Length..]}: {parts.Why}"),
            _ when parts.What.StartsWith("Can't chdir to ", StringComparison.Ordinal) =>
                Of("Runtime.InvalidWorkingDir", requestId, $"chdir {parts.What["Can't chdir to ".Length..]}: {parts.Why}"),
            _ => Of("Runtime.ExitError", requestId, complaint),
        };
    }

    /// <summary>The type as AWS records it: the runtime's own only when it keeps to the form.</summary>
    internal static string RecordedType(string? header) => header switch
    {
        not null when TypeForm().IsMatch(header) => header,
        not null when header.StartsWith("Function.", StringComparison.Ordinal) => "Function.Unknown",
        _ => "Runtime.Unknown",
    };

    private static FunctionFailure Of(string type, string requestId, string message) =>
        Platform(type, $"RequestId: {requestId} Error: {message}") with { Message = message };

    private static FunctionFailure Platform(string type, string message)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("errorType", type);
        json.WriteString("errorMessage", message);
        json.WriteEndObject();
        json.Flush();
        return new FunctionFailure(type, bytes.WrittenMemory);
    }

    [GeneratedRegex("^(Runtime|Function)\\.[A-Z][a-zA-Z]+$")]
    private static partial Regex TypeForm();
}
