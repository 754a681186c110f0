using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>
/// The event of an AWS_PROXY integration of a REST API (payload format 1.0). Maps that API Gateway sends as null are empty here;
/// header names are found in any casing.
/// See https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.
/// </summary>
public sealed record ApiGatewayRequest
{
    /// <summary>The resource as the API declares it: <c>/jobs/{jobId}</c>.</summary>
    public string Resource { get; init => field = value ?? ""; } = "";

    /// <summary>The path as the caller sent it, without the stage: <c>/jobs/12345</c>.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    public string HttpMethod { get; init => field = value ?? ""; } = "";

    /// <summary>Each header with its last value.</summary>
    [JsonConverter(typeof(HeaderMapConverter))]
    public IReadOnlyDictionary<string, string> Headers { get; init => field = value ?? EmptyMap.Single; } = EmptyMap.Single;

    /// <summary>Each header with all its values, in order.</summary>
    [JsonConverter(typeof(MultiHeaderMapConverter))]
    public IReadOnlyDictionary<string, string[]> MultiValueHeaders { get; init => field = value ?? EmptyMap.Multi; } = EmptyMap.Multi;

    /// <summary>Each query parameter with its last value.</summary>
    public IReadOnlyDictionary<string, string> QueryStringParameters { get; init => field = value ?? EmptyMap.Single; } = EmptyMap.Single;

    /// <summary>Each query parameter with all its values, in order.</summary>
    public IReadOnlyDictionary<string, string[]> MultiValueQueryStringParameters { get; init => field = value ?? EmptyMap.Multi; } = EmptyMap.Multi;

    public IReadOnlyDictionary<string, string> PathParameters { get; init => field = value ?? EmptyMap.Single; } = EmptyMap.Single;

    public IReadOnlyDictionary<string, string> StageVariables { get; init => field = value ?? EmptyMap.Single; } = EmptyMap.Single;

    public ApiGatewayRequestContext RequestContext { get; init => field = value ?? new(); } = new();

    /// <summary>The body as the event has it: text, or base64 when <see cref="IsBase64Encoded"/>. Null without a body.</summary>
    public string? Body { get; init; }

    public bool IsBase64Encoded { get; init; }

    /// <summary>Reads an event. A member of the wrong type is a <see cref="JsonException"/>; unknown members are ignored.</summary>
    public static ApiGatewayRequest Parse(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, ApiGatewayJson.Default.ApiGatewayRequest)
        ?? throw new JsonException("The event is null: expected an API Gateway proxy event.");

    /// <summary>The body's bytes as the caller sent them.</summary>
    public byte[] BodyBytes() => Body switch
    {
        null => [],
        _ when IsBase64Encoded => Convert.FromBase64String(Body),
        _ => Encoding.UTF8.GetBytes(Body),
    };

    /// <summary>The body's text, decoded where the event has it in base64.</summary>
    public string BodyText() => IsBase64Encoded ? Encoding.UTF8.GetString(BodyBytes()) : Body ?? "";

    /// <summary>A parameter that the resource names; it is always there when the route matched.</summary>
    public string PathParameter(string name) => PathParameters.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"The resource {Resource} has no path parameter \"{name}\".");

    /// <summary>The last value of a query parameter, or null.</summary>
    public string? QueryParameter(string name) => QueryStringParameters.GetValueOrDefault(name);

    /// <summary>The last value of a header, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
