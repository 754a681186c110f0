using System.Globalization;
using System.Text.RegularExpressions;

namespace Gatehouse.Registry.Uploads;

/// <summary>The bytes of the whole upload that one chunk holds, first and last, from OCI's <c>Content-Range: 0-1023</c>.</summary>
public readonly partial record struct UploadRange(long First, long Last)
{
    public long Count => Last - First + 1;

    public static bool TryParse(string text, out UploadRange range)
    {
        range = default;
        var match = Form.Match(text);
        if (!match.Success)
        {
            return false;
        }

        range = new UploadRange(
            long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        return range.Last >= range.First;
    }

    // HTTP's own form, "bytes 0-1023/4096", is what some clients send.
    [GeneratedRegex(@"\A(?:bytes )?([0-9]{1,18})-([0-9]{1,18})(?:/(?:[0-9]{1,18}|\*))?\z")]
    private static partial Regex Form { get; }
}
