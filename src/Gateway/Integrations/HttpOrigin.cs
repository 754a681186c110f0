using System.Text.Json;
using Gatehouse.Gateway.Rest;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Integrations;

/// <summary>A request that a caller sent over HTTP.</summary>
internal readonly struct HttpOrigin : IEventOrigin
{
    public void WriteHeaders(ProxyScratch scratch, Invocation call, bool decompressed)
    {
        var json = scratch.Json;
        foreach (var header in call.Http.Request.Headers)
        {
            // A body that was decompressed on the way is no longer encoded.
            if (header.Value.Count > 0 && HeaderRules.IsForwarded(header.Key)
                && !(decompressed && header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)))
            {
                scratch.Headers.Add(header);
            }
        }

        var lower = HttpProtocol.IsHttp2(call.Http.Request.Protocol) || HttpProtocol.IsHttp3(call.Http.Request.Protocol);
        var injected = new InjectedHeaders(call);

        json.WriteStartObject("headers"u8);
        foreach (var header in scratch.Headers)
        {
            WriteName(json, header.Key, lower);
            json.WriteStringValue(header.Value[^1]);
        }

        injected.WriteSingle(json);
        json.WriteEndObject();

        json.WriteStartObject("multiValueHeaders"u8);
        foreach (var header in scratch.Headers)
        {
            WriteName(json, header.Key, lower);
            json.WriteStartArray();
            foreach (var value in header.Value)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        injected.WriteMulti(json);
        json.WriteEndObject();
    }

    public void WriteRequestContext(Utf8JsonWriter json, Invocation call) => ProxyRequestContext.Write(json, call);

    // HTTP/2 has lower-case names only, but the server spells those it knows in title case. Four are title-cased by AWS as well.
    // Over HTTP/1.1 the server keeps the caller's spelling of unknown names and replaces that of known ones (accept becomes Accept).
    private static void WriteName(Utf8JsonWriter json, string name, bool lower)
    {
        if (!lower || name.Length > 64 || name is "User-Agent" or "Authorization" or "Content-Type")
        {
            json.WritePropertyName(name);
            return;
        }

        Span<char> buffer = stackalloc char[64];
        json.WritePropertyName(buffer[..name.AsSpan().ToLowerInvariant(buffer)]);
    }
}
