using System.Globalization;
using System.Text.RegularExpressions;

namespace Gatehouse.Server.Clock;

/// <summary>Spans and moments as people write them.</summary>
internal static partial class TimeText
{
    private static readonly (string Group, double Seconds)[] Units =
        [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1), ("ms", 0.001)];

    /// <summary><c>30s</c>, <c>5m</c>, <c>1d12h</c>, or ISO 8601 without months and years, which have no fixed length.</summary>
    public static TimeSpan? Span(string text)
    {
        var match = Short().Match(text) is { Success: true } plain ? plain : Iso().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (seconds, any) = (0d, false);
        foreach (var (group, unit) in Units)
        {
            if (match.Groups[group] is { Success: true } found)
            {
                seconds += double.Parse(found.ValueSpan, CultureInfo.InvariantCulture) * unit;
                any = true;
            }
        }

        return any ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>A date, or a date and time of day; in UTC unless it says otherwise.</summary>
    public static DateTimeOffset? Moment(string text) =>
        Iso8601().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;

    [GeneratedRegex(@"\A(?=.)(?:(?<w>[0-9]{1,6}(?:\.[0-9]{1,3})?)w)?(?:(?<d>[0-9]{1,6}(?:\.[0-9]{1,3})?)d)?(?:(?<h>[0-9]{1,9}(?:\.[0-9]{1,3})?)h)?(?:(?<m>[0-9]{1,9}(?:\.[0-9]{1,3})?)m)?(?:(?<s>[0-9]{1,9}(?:\.[0-9]{1,3})?)s)?(?:(?<ms>[0-9]{1,9})ms)?\z")]
    private static partial Regex Short();

    [GeneratedRegex(@"\AP(?:(?<w>[0-9]{1,6})W)?(?:(?<d>[0-9]{1,6})D)?(?:T(?:(?<h>[0-9]{1,9})H)?(?:(?<m>[0-9]{1,9})M)?(?:(?<s>[0-9]{1,9}(?:\.[0-9]{1,3})?)S)?)?\z")]
    private static partial Regex Iso();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,7})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?\z")]
    private static partial Regex Iso8601();
}
