using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>What a proxy function answers: exactly the members that API Gateway accepts; with any other it would answer 502.</summary>
public sealed record ApiGatewayResponse
{
    private static readonly IReadOnlyDictionary<string, string> JsonHeaders =
        new Dictionary<string, string> { ["Content-Type"] = "application/json" };

    public int StatusCode { get; init; } = 200;

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>For headers with more than one value, such as Set-Cookie.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? MultiValueHeaders { get; init; }

    /// <summary>A body of text. Give this or <see cref="BodyBytes"/>.</summary>
    public string? Body { get; init; }

    /// <summary>
    /// A body of bytes, sent as base64. The caller gets the bytes where the API's binary media types match the Accept header,
    /// and the base64 text otherwise.
    /// </summary>
    public ReadOnlyMemory<byte>? BodyBytes { get; init; }

    /// <summary>A value as JSON, by its source-generated contract.</summary>
    public static ApiGatewayResponse Json<T>(T value, JsonTypeInfo<T> contract, int statusCode = 200) =>
        Json(JsonSerializer.Serialize(value, contract), statusCode);

    /// <summary>Text that is JSON already.</summary>
    public static ApiGatewayResponse Json(string json, int statusCode = 200) =>
        new() { StatusCode = statusCode, Headers = JsonHeaders, Body = json };

    public static ApiGatewayResponse Text(string text, int statusCode = 200) =>
        new() { StatusCode = statusCode, Headers = ContentType("text/plain; charset=utf-8"), Body = text };

    public static ApiGatewayResponse Bytes(ReadOnlyMemory<byte> bytes, string contentType, int statusCode = 200) =>
        new() { StatusCode = statusCode, Headers = ContentType(contentType), BodyBytes = bytes };

    public static ApiGatewayResponse Empty(int statusCode = 204) => new() { StatusCode = statusCode };

    /// <summary>Writes the reply's JSON.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("statusCode"u8, StatusCode);
        WriteHeaders(json);
        if (BodyBytes is { } bytes)
        {
            json.WriteBase64String("body"u8, bytes.Span);
            json.WriteBoolean("isBase64Encoded"u8, true);
        }
        else if (Body is not null)
        {
            json.WriteString("body"u8, Body);
        }

        json.WriteEndObject();
    }

    private void WriteHeaders(Utf8JsonWriter json)
    {
        if (Headers is { Count: > 0 } headers)
        {
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        if (MultiValueHeaders is { Count: > 0 } multiValueHeaders)
        {
            json.WriteStartObject("multiValueHeaders"u8);
            foreach (var (name, values) in multiValueHeaders)
            {
                json.WriteStartArray(name);
                foreach (var value in values)
                {
                    json.WriteStringValue(value);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }

    private static Dictionary<string, string> ContentType(string value) => new() { ["Content-Type"] = value };
}
