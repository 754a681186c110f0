using System.Globalization;

namespace Gatehouse.Gateway.Integrations;

/// <summary>The common log format that <c>requestTime</c> has: <c>05/Mar/2025:13:04:05 +0000</c>.</summary>
internal static class RequestTime
{
    public const int Length = 26;

    public static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);

    public static int Format(DateTimeOffset moment, Span<char> destination)
    {
        moment.UtcDateTime.TryFormat(destination, out var written, "dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
        return written;
    }
}
