using System.Globalization;
using System.Text;
using System.Text.Json;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>What a caller says about an invocation outside its payload.</summary>
internal sealed record InvocationHeaders(FunctionReference Function, string Type, bool WithLogTail, string? ClientContext, string TraceId)
{
    // See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.
    private const int ClientContextLimitBytes = 3583;

    public static readonly string[] Types = ["Event", "RequestResponse", "DryRun"];

    public static readonly string[] StreamedTypes = ["RequestResponse", "DryRun"];

    public static InvocationHeaders Read(IReadOnlyDictionary<string, string> labels, HttpContext http, Call call, string[]? types = null)
    {
        var headers = http.Request.Headers;
        var name = labels["FunctionName"];
        var qualifier = http.Request.Query.TryGetValue("Qualifier", out var given) ? given.ToString() : null;
        var type = headers["X-Amz-Invocation-Type"] is [{ } invocationType, ..] ? invocationType : "RequestResponse";
        var logType = headers["X-Amz-Log-Type"] is [{ } tail, ..] ? tail : "None";
        var check = new Violations("")
            .NamespacedFunctionName(name)
            .Qualifier(qualifier)
            .OneOf(type, types ?? Types, "invocationType")
            .OneOf(logType, ["None", "Tail"], "logType");
        if (check.Found.Count > 0)
        {
            throw LambdaErrors.Validation(check);
        }

        foreach (var unsupported in (ReadOnlySpan<string>)["X-Amz-Tenant-Id", "X-Amz-Durable-Execution-Name"])
        {
            if (headers.ContainsKey(unsupported))
            {
                throw LambdaErrors.NotSupported($"the header {unsupported}");
            }
        }

        return new InvocationHeaders(
            FunctionReference.Read(name, qualifier, call), type, logType == "Tail", ClientContextOf(headers["X-Amz-Client-Context"].ToString()), TraceIdOf(headers["X-Amzn-Trace-Id"].ToString(), call.Time));
    }

    /// <summary>The context's JSON without line breaks and with ASCII only: it goes to the function as a header.</summary>
    private static string? ClientContextOf(string header)
    {
        if (header.Length == 0)
        {
            return null;
        }

        if (header.Length > ClientContextLimitBytes)
        {
            throw LambdaErrors.InvalidRequestContent($"Client context must be no more than {ClientContextLimitBytes} bytes when base64-encoded.");
        }

        var bytes = new byte[header.Length];
        try
        {
            if (Convert.TryFromBase64String(header, bytes, out var length))
            {
                using var context = JsonDocument.Parse(bytes.AsMemory(0, length));
                using var buffer = new MemoryStream();
                using (var compact = new Utf8JsonWriter(buffer))
                {
                    context.WriteTo(compact);
                }

                return Encoding.ASCII.GetString(buffer.ToArray());
            }
        }
        catch (JsonException)
        {
            // Told below, with what is not base64.
        }

        throw LambdaErrors.InvalidRequestContent("Client context must be a valid Base64-encoded JSON object.");
    }

    private static string TraceIdOf(string header, DateTimeOffset time) =>
        header.Length is > 0 and < 512 && header.All(c => char.IsAsciiLetterOrDigit(c) || c is '=' or ';' or '-' or ':' or '.' or '_')
            ? header
            : $"Root=1-{time.ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture)}-{Ids.Hex(24)};Parent={Ids.Hex(16)};Sampled=0";
}
