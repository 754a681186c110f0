using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>
/// The event of an AWS_PROXY integration of a REST API (payload format 1.0). Maps that API Gateway sends as null are empty here;
/// header names are found in any casing.
/// See https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.
/// </summary>
public sealed record ApiGatewayRequest
{
    // Parts that most handlers never ask for are read when they are first asked for, from a copy of the event.
    private byte[] _event = [];
    private Range _headers;
    private Range _multiValueHeaders;
    private Range _requestContext;

    /// <summary>The resource as the API declares it: <c>/jobs/{jobId}</c>.</summary>
    [AllowNull]
    public string Resource { get; init => field = value ?? ""; } = "";

    /// <summary>The path as the caller sent it, without the stage: <c>/jobs/12345</c>.</summary>
    [AllowNull]
    public string Path { get; init => field = value ?? ""; } = "";

    [AllowNull]
    public string HttpMethod { get; init => field = value ?? ""; } = "";

    /// <summary>Each header with its last value.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string> Headers
    {
        get => field ??= new EventReader(_event.AsSpan(_headers)).Map(StringComparer.OrdinalIgnoreCase) ?? EmptyMap.Single;
        init => field = value ?? EmptyMap.Single;
    }

    /// <summary>Each header with all its values, in order.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string[]> MultiValueHeaders
    {
        get => field ??= new EventReader(_event.AsSpan(_multiValueHeaders)).MultiMap(StringComparer.OrdinalIgnoreCase) ?? EmptyMap.Multi;
        init => field = value ?? EmptyMap.Multi;
    }

    /// <summary>Each query parameter with its last value.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string> QueryStringParameters { get; init => field = value ?? EmptyMap.Single; } = EmptyMap.Single;

    /// <summary>Each query parameter with all its values, in order.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string[]> MultiValueQueryStringParameters { get; init => field = value ?? EmptyMap.Multi; } = EmptyMap.Multi;

    [AllowNull]
    public IReadOnlyDictionary<string, string> PathParameters { get; init => field = value ?? EmptyMap.Single; } = EmptyMap.Single;

    [AllowNull]
    public IReadOnlyDictionary<string, string> StageVariables { get; init => field = value ?? EmptyMap.Single; } = EmptyMap.Single;

    public ApiGatewayRequestContext RequestContext
    {
        get => field ??= ReadRequestContext();
        init;
    }

    /// <summary>The body as the event has it: text, or base64 when <see cref="IsBase64Encoded"/>. Null without a body.</summary>
    public string? Body { get; init; }

    public bool IsBase64Encoded { get; init; }

    /// <summary>Reads an event. What is no such event is a <see cref="JsonException"/>; unknown members are ignored.</summary>
    public static ApiGatewayRequest Parse(ReadOnlySpan<byte> utf8Json)
    {
        string? resource = null, path = null, method = null, body = null;
        IReadOnlyDictionary<string, string>? query = null, pathParameters = null, stageVariables = null;
        IReadOnlyDictionary<string, string[]>? multiQuery = null;
        Range headers = default, multiHeaders = default, context = default;
        var isBase64Encoded = false;

        var reader = new EventReader(utf8Json);
        reader.Begin();
        while (reader.NextMember())
        {
            if (reader.Is("resource"u8))
            {
                resource = reader.Text();
            }
            else if (reader.Is("path"u8))
            {
                path = reader.Text();
            }
            else if (reader.Is("httpMethod"u8))
            {
                method = reader.Text();
            }
            else if (reader.Is("headers"u8))
            {
                headers = reader.MapLater();
            }
            else if (reader.Is("multiValueHeaders"u8))
            {
                multiHeaders = reader.MultiMapLater();
            }
            else if (reader.Is("queryStringParameters"u8))
            {
                query = reader.Map(StringComparer.Ordinal);
            }
            else if (reader.Is("multiValueQueryStringParameters"u8))
            {
                multiQuery = reader.MultiMap(StringComparer.Ordinal);
            }
            else if (reader.Is("pathParameters"u8))
            {
                pathParameters = reader.Map(StringComparer.Ordinal);
            }
            else if (reader.Is("stageVariables"u8))
            {
                stageVariables = reader.Map(StringComparer.Ordinal);
            }
            else if (reader.Is("requestContext"u8))
            {
                context = reader.Object();
            }
            else if (reader.Is("body"u8))
            {
                body = reader.Text();
            }
            else if (reader.Is("isBase64Encoded"u8))
            {
                isBase64Encoded = reader.Flag();
            }
            else
            {
                reader.Skip();
            }
        }

        reader.End();

        // API Gateway puts the body behind them, so that of a large one nothing is copied.
        var kept = Math.Max(headers.End.Value, Math.Max(multiHeaders.End.Value, context.End.Value));
        return new ApiGatewayRequest
        {
            Resource = resource,
            Path = path,
            HttpMethod = method,
            QueryStringParameters = query,
            MultiValueQueryStringParameters = multiQuery,
            PathParameters = pathParameters,
            StageVariables = stageVariables,
            Body = body,
            IsBase64Encoded = isBase64Encoded,
            _event = utf8Json[..kept].ToArray(),
            _headers = headers,
            _multiValueHeaders = multiHeaders,
            _requestContext = context,
        };
    }

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

    private ApiGatewayRequestContext ReadRequestContext() => _event.AsSpan(_requestContext) is { IsEmpty: false } json
        ? JsonSerializer.Deserialize(json, ApiGatewayJson.Default.ApiGatewayRequestContext) ?? new()
        : new();
}
