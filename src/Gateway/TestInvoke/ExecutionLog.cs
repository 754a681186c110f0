using System.Globalization;
using System.Text;

namespace Gatehouse.Gateway.TestInvoke;

/// <summary>The execution log of one test, in AWS's words and form.</summary>
internal sealed class ExecutionLog
{
    // As recorded: the cut counts the line's own words, so a dump of headers ends after 998 characters and one of an event after 979.
    private const int LongestLine = 1024;

    private readonly StringBuilder _text = new();
    private readonly TimeProvider _time;

    public ExecutionLog(string requestId, TimeProvider time)
    {
        RequestId = requestId;
        _time = time;
        _text.Append(CultureInfo.InvariantCulture, $"Execution log for request {requestId}\n");
    }

    public string RequestId { get; }

    public void Line(string text)
    {
        _text.Append(_time.GetUtcNow().UtcDateTime.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture)).Append(" : ");
        if (text.Length > LongestLine)
        {
            // Half a character could not be sent.
            var end = char.IsHighSurrogate(text[LongestLine - 1]) ? LongestLine - 1 : LongestLine;
            _text.Append(text, 0, end).Append(" [TRUNCATED]\n");
            return;
        }

        _text.Append(text).Append('\n');
    }

    public void ConfigurationError(string problem) => Line($"Execution failed due to configuration error: {problem}");

    public override string ToString() => _text.ToString();

    /// <summary>A map as Java prints it, which is what AWS's logs show.</summary>
    public static string Dump(IEnumerable<KeyValuePair<string, string>> map) => $"{{{string.Join(", ", map.Select(pair => $"{pair.Key}={pair.Value}"))}}}";

    public static string Dump(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> map) =>
        Dump(map.Select(pair => KeyValuePair.Create(pair.Key, string.Join(',', pair.Value))));
}
