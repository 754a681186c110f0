using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>A request as the function sees it: payload format 2.0. See https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html.</summary>
internal static class UrlEvent
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(IBufferWriter<byte> into, HttpContext http, string urlId, string requestId, string traceId, ReadOnlySequence<byte> body, DateTimeOffset now)
    {
        var request = http.Request;
        using var json = new Utf8JsonWriter(into, s_options);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        json.WriteStartObject();
        json.WriteString("version", "2.0");
        json.WriteString("routeKey", "$default");
        json.WriteString("rawPath", path);
        json.WriteString("rawQueryString", question < 0 ? "" : target[(question + 1)..]);
        WriteCookies(json, request);
        WriteHeaders(json, http, traceId);
        WriteQuery(json, request);
        json.WriteStartObject("requestContext");
        json.WriteString("accountId", "anonymous");
        json.WriteString("apiId", urlId);
        json.WriteString("domainName", request.Host.Host);
        json.WriteString("domainPrefix", urlId);
        json.WriteStartObject("http");
        json.WriteString("method", request.Method);
        json.WriteString("path", path);
        json.WriteString("protocol", request.Protocol);
        json.WriteString("sourceIp", AddressOf(http));
        json.WriteString("userAgent", request.Headers.UserAgent.ToString());
        json.WriteEndObject();
        json.WriteString("requestId", requestId);
        json.WriteString("routeKey", "$default");
        json.WriteString("stage", "$default");
        json.WriteString("time", now.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
        json.WriteNumber("timeEpoch", now.ToUnixTimeMilliseconds());
        json.WriteEndObject();
        WriteBody(json, request, body.ToArray());
        json.WriteEndObject();
    }

    private static void WriteCookies(Utf8JsonWriter json, HttpRequest request)
    {
        if (request.Headers.Cookie.Count == 0)
        {
            return;
        }

        json.WriteStartArray("cookies");
        foreach (var cookie in request.Headers.Cookie.SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            json.WriteStringValue(cookie);
        }

        json.WriteEndArray();
    }

    private static void WriteHeaders(Utf8JsonWriter json, HttpContext http, string traceId)
    {
        var request = http.Request;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
        {
            // HTTP/2's pseudo headers are no headers; cookies have their own member (? whether AWS leaves the header in as well).
            if (!name.StartsWith(':') && !name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase))
            {
                headers[name.ToLowerInvariant()] = string.Join(',', values.ToArray());
            }
        }

        headers["host"] = request.Host.Value ?? "";
        headers["x-amzn-trace-id"] = traceId;
        headers["x-forwarded-for"] = headers.TryGetValue("x-forwarded-for", out var before) ? $"{before}, {AddressOf(http)}" : AddressOf(http);
        headers["x-forwarded-port"] = http.Connection.LocalPort.ToString(CultureInfo.InvariantCulture);
        headers["x-forwarded-proto"] = request.Scheme;
        json.WriteStartObject("headers");
        foreach (var (name, value) in headers)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter json, HttpRequest request)
    {
        if (!request.QueryString.HasValue)
        {
            return;
        }

        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            all[name] = all.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }

        json.WriteStartObject("queryStringParameters");
        foreach (var (name, value) in all)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, HttpRequest request, byte[] body)
    {
        var asText = body.Length == 0 || (IsText(request.ContentType) && Utf8.IsValid(body));
        if (body.Length > 0)
        {
            json.WriteString("body", asText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body));
        }

        json.WriteBoolean("isBase64Encoded", !asText);
    }

    /// <summary>The media types whose bodies AWS hands over as they are. Forms are not among them.</summary>
    private static bool IsText(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            return contentType is null;
        }

        var name = type.MediaType.ToString().ToLowerInvariant();
        return name.StartsWith("text/", StringComparison.Ordinal)
            || name is "application/json" or "application/javascript" or "application/xml"
            || name.EndsWith("+json", StringComparison.Ordinal) || name.EndsWith("+xml", StringComparison.Ordinal);
    }

    private static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
