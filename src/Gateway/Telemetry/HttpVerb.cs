namespace Gatehouse.Gateway.Telemetry;

/// <summary>A request's verb as a label: any word is one to HTTP, and strangers choose it.</summary>
internal static class HttpVerb
{
    public const string Other = "_OTHER";

    public static string Of(string method) => method switch
    {
        "GET" or "POST" or "PUT" or "DELETE" or "PATCH" or "HEAD" or "OPTIONS" => method,
        _ => Other,
    };
}
