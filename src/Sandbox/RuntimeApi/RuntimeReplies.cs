using System.Globalization;
using System.Text;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>The answers of the Runtime API, as bytes.</summary>
internal static class RuntimeReplies
{
    internal static readonly byte[] Accepted =
        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}"u8.ToArray();

    internal static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    internal static readonly byte[] Pong = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\npong"u8.ToArray();

    internal static readonly byte[] NotFound = Error("404 Not Found", "NotFound", "404 page not found");

    internal static readonly byte[] BadRequest = Error("400 Bad Request", "InvalidRequest", "The request is not valid HTTP/1.1", close: true);

    internal static readonly byte[] InvalidRequestId = Error("400 Bad Request", "InvalidRequestID", "Invalid request ID");

    // The type is AWS's; its words are not on record.
    internal static readonly byte[] InvalidResponseMode = Error("400 Bad Request", "InvalidFunctionResponseMode", "Invalid function response mode");

    internal static readonly byte[] Truncated = Error("400 Bad Request", "TruncatedHTTPRequest", "HTTP request detected as truncated", close: true);

    internal static readonly byte[] TooLarge =
        Error("413 Request Entity Too Large", "RequestEntityTooLarge", "Exceeded maximum allowed payload size (6291556 bytes).");

    internal static readonly byte[] StreamTooLarge = Error("413 Request Entity Too Large", "RequestEntityTooLarge", "Exceeded maximum allowed payload size.");

    internal static byte[] InvalidTransition(RuntimeState from, RuntimeTransition to) => Error(
        "403 Forbidden", "InvalidStateTransition", $"State transition from {from} to {to} failed for runtime. Error: State transition is not allowed");

    /// <summary>The answer to /next.</summary>
    internal static void WriteEvent(PooledBuffer output, Invocation invocation, string functionArn, DateTimeOffset deadline)
    {
        output.Append("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: "u8);
        Append(output, invocation.RequestId);
        output.Append("\r\nLambda-Runtime-Deadline-Ms: "u8);
        Append(output, deadline.ToUnixTimeMilliseconds());
        output.Append("\r\nLambda-Runtime-Invoked-Function-Arn: "u8);
        Append(output, invocation.Options.InvokedArn ?? functionArn);
        AppendOptional(output, "\r\nLambda-Runtime-Trace-Id: "u8, invocation.Options.TraceId);
        AppendOptional(output, "\r\nLambda-Runtime-Client-Context: "u8, invocation.Options.ClientContext);
        output.Append("\r\nContent-Length: "u8);
        Append(output, invocation.EventBytes.Length);
        output.Append("\r\n\r\n"u8);
        output.Append(invocation.EventBytes);
    }

    private static byte[] Error(string status, string type, string message, bool close = false)
    {
        var body = $$"""{"errorMessage":"{{message}}","errorType":"{{type}}"}""";
        var connection = close ? "Connection: close\r\n" : "";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{connection}Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private static void AppendOptional(PooledBuffer output, ReadOnlySpan<byte> name, string? value)
    {
        // Empty headers are left out, as AWS does: some runtime clients take an empty one for a value.
        if (!string.IsNullOrEmpty(value))
        {
            output.Append(name);
            Append(output, value);
        }
    }

    // Values come from callers: a line break in one must not become a header of its own.
    private static void Append(PooledBuffer output, string value)
    {
        var room = output.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, room);
        room[..written].Replace((byte)'\r', (byte)' ');
        room[..written].Replace((byte)'\n', (byte)' ');
        room[..written].Replace((byte)0, (byte)' ');
        output.Advance(written);
    }

    private static void Append(PooledBuffer output, long value)
    {
        value.TryFormat(output.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}

/// <summary>What a runtime tried to do, in the words of the state error.</summary>
internal enum RuntimeTransition
{
    Ready,
    InvocationResponse,
    InvocationErrorResponse,
    InitError,
}
