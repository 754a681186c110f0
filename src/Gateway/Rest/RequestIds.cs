using Gatehouse.Core;
using Gatehouse.Gateway.Journal;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Rest;

/// <summary>The two ids of a request: one that the caller may choose, one that only the gateway makes.</summary>
internal static class RequestIds
{
    // As long as a UUID with some room; longer ones are not taken over.
    private const int LongestOwnId = 64;

    // Any word is a verb to HTTP, and no word longer than OPTIONS one to an API.
    private const int LongestVerb = 32;

    public static RequestRecord Begin(HttpContext http, TimeProvider clock, TimeProvider stopwatch) => new()
    {
        RequestId = FromCaller(http) ?? Ids.Uuid(),
        ExtendedRequestId = NewExtendedId(),
        StartedAt = clock.GetUtcNow(),
        StartedTicks = stopwatch.GetTimestamp(),
        HttpMethod = http.Request.Method is { Length: <= LongestVerb } verb ? verb : http.Request.Method[..LongestVerb],
    };

    private static string? FromCaller(HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue("x-amzn-requestid", out var values) || values is not [{ Length: > 0 and <= LongestOwnId } own])
        {
            return null;
        }

        foreach (var character in own)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
            {
                return null;
            }
        }

        return own;
    }

    // 11 bytes make 16 characters with one equals sign, the shape of AWS's.
    private static string NewExtendedId()
    {
        Span<byte> random = stackalloc byte[11];
        Random.Shared.NextBytes(random);
        return Convert.ToBase64String(random);
    }
}
