using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Who is calling, as an address.</summary>
internal static class SourceAddress
{
    public static string Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "127.0.0.1";
        }

        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
