using System.Text.Json;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>The headers that API Gateway itself puts into an event, in place of what a caller may have sent under these names.</summary>
internal readonly struct InjectedHeaders
{
    // What every event has is escaped once.
    private static readonly JsonEncodedText EdgeVia = JsonEncodedText.Encode("Via");
    private static readonly JsonEncodedText EdgeId = JsonEncodedText.Encode("X-Amz-Cf-Id");
    private static readonly JsonEncodedText Host = JsonEncodedText.Encode("Host");
    private static readonly JsonEncodedText Trace = JsonEncodedText.Encode("X-Amzn-Trace-Id");
    private static readonly JsonEncodedText ForwardedFor = JsonEncodedText.Encode("X-Forwarded-For");
    private static readonly JsonEncodedText ForwardedPort = JsonEncodedText.Encode("X-Forwarded-Port");
    private static readonly JsonEncodedText ForwardedProto = JsonEncodedText.Encode("X-Forwarded-Proto");
    private static readonly JsonEncodedText Https = JsonEncodedText.Encode("https");
    private static readonly JsonEncodedText TlsPort = JsonEncodedText.Encode("443");

    // There is no telling where a local caller is, nor with what: these are values that such fields can have.
    private static readonly (JsonEncodedText Name, JsonEncodedText Value)[] OfEveryEdge =
    [
        (JsonEncodedText.Encode("CloudFront-Forwarded-Proto"), Https),
        (JsonEncodedText.Encode("CloudFront-Is-Desktop-Viewer"), JsonEncodedText.Encode("true")),
        (JsonEncodedText.Encode("CloudFront-Is-Mobile-Viewer"), JsonEncodedText.Encode("false")),
        (JsonEncodedText.Encode("CloudFront-Is-SmartTV-Viewer"), JsonEncodedText.Encode("false")),
        (JsonEncodedText.Encode("CloudFront-Is-Tablet-Viewer"), JsonEncodedText.Encode("false")),
        (JsonEncodedText.Encode("CloudFront-Viewer-ASN"), JsonEncodedText.Encode("16509")),
        (JsonEncodedText.Encode("CloudFront-Viewer-Country"), JsonEncodedText.Encode("US")),
    ];

    private readonly Invocation _call;
    private readonly string _forwardedFor;

    public InjectedHeaders(Invocation call)
    {
        _call = call;
        var address = SourceAddress.Of(call.Http);
        var before = call.Http.Request.Headers["X-Forwarded-For"];
        _forwardedFor = before.Count == 0 ? address : $"{before}, {address}";
        if (call.Stage.Edge is not null)
        {
            call.CloudFrontId ??= EdgeHeaders.NewId();
        }
    }

    public void WriteSingle(Utf8JsonWriter json) => Write(json, multi: false);

    public void WriteMulti(Utf8JsonWriter json) => Write(json, multi: true);

    private void Write(Utf8JsonWriter json, bool multi)
    {
        if (_call.Stage.Edge is { } edge)
        {
            foreach (var (name, value) in OfEveryEdge)
            {
                Write(json, multi, name, value);
            }

            Write(json, multi, EdgeVia, edge.EventVia);
            Write(json, multi, EdgeId, _call.CloudFrontId!);
        }

        // AWS only speaks TLS, and functions build links from these: whatever carried the request here, they see what AWS shows.
        Write(json, multi, Host, _call.DomainName);
        Write(json, multi, Trace, _call.TraceRoot!);
        Write(json, multi, ForwardedFor, _forwardedFor);
        Write(json, multi, ForwardedPort, TlsPort);
        Write(json, multi, ForwardedProto, Https);
    }

    private static void Write(Utf8JsonWriter json, bool multi, in JsonEncodedText name, in JsonEncodedText value)
    {
        json.WritePropertyName(name);
        if (!multi)
        {
            json.WriteStringValue(value);
            return;
        }

        json.WriteStartArray();
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, bool multi, in JsonEncodedText name, string value)
    {
        json.WritePropertyName(name);
        if (!multi)
        {
            json.WriteStringValue(value);
            return;
        }

        json.WriteStartArray();
        json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
