using System.Globalization;
using System.Text;

namespace Gatehouse.Gateway.Logging;

/// <summary>The execution log of one request, in AWS's words and form.</summary>
internal sealed class ExecutionLog(string requestId, TimeProvider time, LogDetail detail)
{
    // As recorded: the cut counts the line's own words, so a dump of headers ends after 998 bytes and one of an event after 979.
    private const int LongestLine = 1024;

    // Of a shorter value every other word would be a part.
    private const int ShortestSecret = 8;

    private readonly List<StageLogEvent> _lines = [];
    private readonly List<string> _secrets = [];

    public string RequestId => requestId;

    public bool KeepsData => detail == LogDetail.Data;

    public bool HasFailed { get; private set; }

    /// <summary>Whether a function answered without a content type, so that the one that callers get is AWS's own.</summary>
    public bool LacksContentType { get; set; }

    /// <summary>A line that says what happens.</summary>
    public void Line(string text)
    {
        if (detail >= LogDetail.Steps)
        {
            Add(text);
        }
    }

    /// <summary>A line that says what went wrong.</summary>
    public void Failure(string text)
    {
        HasFailed = true;
        Add(text);
    }

    /// <summary>A line that every log has, as long as there is anything to tell.</summary>
    public void Frame(string text) => Add(text);

    /// <summary>A line that shows what the request or its answer carried.</summary>
    public void Data(string text)
    {
        if (KeepsData)
        {
            Add(WithoutSecrets(text));
        }
    }

    /// <summary>From now on lines of data show this value as stars only.</summary>
    public void Hide(string secret)
    {
        if (secret.Length >= ShortestSecret)
        {
            _secrets.Add(secret);
        }
    }

    /// <summary>Keeps the place of a line of data whose text is known later.</summary>
    public int Reserve()
    {
        Data("");
        return _lines.Count - 1;
    }

    public void Fill(int place, string text)
    {
        if (KeepsData)
        {
            _lines[place] = _lines[place] with { Message = Cut(WithoutSecrets(text)) };
        }
    }

    public void ConfigurationError(string problem) => Failure($"Execution failed due to configuration error: {problem}");

    /// <summary>As log groups have it: each line by itself, with the request's id before it. Empty where there is nothing to tell.</summary>
    public IReadOnlyList<StageLogEvent> Events()
    {
        if (detail == LogDetail.Errors && !HasFailed)
        {
            return [];
        }

        for (var i = 0; i < _lines.Count; i++)
        {
            _lines[i] = _lines[i] with { Message = $"({requestId}) {_lines[i].Message}" };
        }

        return _lines;
    }

    /// <summary>As tests of methods have it: one text.</summary>
    public string Text()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Execution log for request {requestId}\n");
        foreach (var (at, line) in _lines)
        {
            text.Append(at.UtcDateTime.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture)).Append(" : ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A map as Java prints it, which is what AWS's logs show.</summary>
    public static string Dump(IEnumerable<KeyValuePair<string, string>> map) => $"{{{string.Join(", ", map.Select(pair => $"{pair.Key}={pair.Value}"))}}}";

    public static string Dump(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> map) =>
        Dump(map.Select(pair => KeyValuePair.Create(pair.Key, string.Join(',', pair.Value))));

    private string WithoutSecrets(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Masked.Of(secret), StringComparison.Ordinal);
        }

        return text;
    }

    private void Add(string text) => _lines.Add(new StageLogEvent(time.GetUtcNow(), Cut(text)));

    private static string Cut(string text)
    {
        if (text.Length <= LongestLine / 3 || Encoding.UTF8.GetByteCount(text) <= LongestLine)
        {
            return text;
        }

        var (end, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > LongestLine)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, end), " [TRUNCATED]");
    }
}
