using System.Text.Json;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Where a request came from, as far as its AWS_PROXY event shows it.</summary>
/// <remarks>Implemented by structs: each origin gets compiled code of its own, so that requests over HTTP pay nothing for there being others.</remarks>
internal interface IEventOrigin
{
    /// <summary>Writes <c>headers</c> and <c>multiValueHeaders</c>.</summary>
    void WriteHeaders(ProxyScratch scratch, Invocation call, bool decompressed);

    /// <summary>Writes <c>requestContext</c>.</summary>
    void WriteRequestContext(Utf8JsonWriter json, Invocation call);
}
