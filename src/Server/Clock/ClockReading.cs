using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Server.Clock;

/// <summary>What a test clock shows, beside the real time.</summary>
internal sealed record ClockReading(DateTimeOffset Now, DateTimeOffset RealTime, bool IsFrozen)
{
    private TimeSpan Offset => Now - RealTime;

    /// <summary>For people: <c>2026-11-24T10:00:00Z, 1d 2h ahead of real time, frozen</c>.</summary>
    public string Summary => $"{Text(Now)}, {Distance()}{(IsFrozen ? ", frozen" : "")}";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("now", Text(Now));
        json.WriteString("realTime", Text(RealTime));
        json.WriteNumber("offsetSeconds", Math.Round(Offset.TotalSeconds, 3));
        json.WriteBoolean("frozen", IsFrozen);
        json.WriteString("summary", Summary);
        json.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string Distance()
    {
        // A frozen clock falls behind by less than a second before anyone can look.
        var seconds = (long)Math.Round(Offset.TotalSeconds);
        var span = TimeSpan.FromSeconds(Math.Abs(seconds));
        (int Count, string Unit)[] parts = [(span.Days, "d"), (span.Hours, "h"), (span.Minutes, "m"), (span.Seconds, "s")];
        var text = string.Join(' ', parts.Where(part => part.Count > 0).Select(part => $"{part.Count}{part.Unit}"));
        return seconds == 0 ? "the real time" : $"{text} {(seconds > 0 ? "ahead of" : "behind")} real time";
    }
}
