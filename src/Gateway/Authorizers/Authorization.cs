using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>What an authorizer said of one request's caller.</summary>
/// <param name="Result">The function's reply, fresh or remembered.</param>
/// <param name="IntegrationLatency">What the function took; nothing when the reply was remembered.</param>
internal sealed record Authorization(AuthorizerResult Result, TimeSpan IntegrationLatency)
{
    private long Milliseconds => (long)IntegrationLatency.TotalMilliseconds;

    /// <summary>Writes <c>requestContext.authorizer</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("authorizer"u8);
        foreach (var entry in Result.Context)
        {
            // What the gateway itself writes below wins.
            if (entry.Name is not ("principalId" or "integrationLatency"))
            {
                json.WriteString(entry.EncodedName, entry.EncodedValue);
            }
        }

        json.WriteString("principalId"u8, Result.EncodedPrincipalId);
        json.WriteNumber("integrationLatency"u8, Milliseconds);
        json.WriteEndObject();
    }

    /// <summary>The value of <c>$context.authorizer.{name}</c>, or null.</summary>
    public string? Find(string name)
    {
        switch (name)
        {
            case "principalId":
                return Result.PrincipalId;
            case "integrationLatency":
                return Milliseconds.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var entry in Result.Context)
        {
            if (entry.Name == name)
            {
                return entry.Value;
            }
        }

        return null;
    }
}
