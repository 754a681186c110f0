using System.Text.Json;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>The headers that API Gateway itself puts into an event, in place of what a caller may have sent under these names.</summary>
internal readonly struct InjectedHeaders
{
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
            Write(json, multi, "CloudFront-Forwarded-Proto"u8, "https");
            Write(json, multi, "CloudFront-Is-Desktop-Viewer"u8, "true");
            Write(json, multi, "CloudFront-Is-Mobile-Viewer"u8, "false");
            Write(json, multi, "CloudFront-Is-SmartTV-Viewer"u8, "false");
            Write(json, multi, "CloudFront-Is-Tablet-Viewer"u8, "false");

            // There is no telling where a local caller is; these are values that such fields can have.
            Write(json, multi, "CloudFront-Viewer-ASN"u8, "16509");
            Write(json, multi, "CloudFront-Viewer-Country"u8, "US");
            Write(json, multi, "Via"u8, edge.EventVia);
            Write(json, multi, "X-Amz-Cf-Id"u8, _call.CloudFrontId!);
        }

        // AWS only speaks TLS, and functions build links from these: whatever carried the request here, they see what AWS shows.
        Write(json, multi, "Host"u8, _call.DomainName);
        Write(json, multi, "X-Amzn-Trace-Id"u8, _call.TraceRoot!);
        Write(json, multi, "X-Forwarded-For"u8, _forwardedFor);
        Write(json, multi, "X-Forwarded-Port"u8, "443");
        Write(json, multi, "X-Forwarded-Proto"u8, "https");
    }

    private static void Write(Utf8JsonWriter json, bool multi, ReadOnlySpan<byte> name, string value)
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
