using System.Globalization;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>What curl got, to the last header.</summary>
internal sealed record Answer(string Version, int Status, ILookup<string, string> Headers, string Body)
{
    public string? RequestId => this["x-amzn-RequestId"];

    /// <summary>The header's only value; null without it.</summary>
    public string? this[string header] => Headers[header].SingleOrDefault();

    public static async Task<Answer> OfAsync(params string[] arguments)
    {
        var end = await GatehouseProcess.CurlAsync(["-i", .. arguments]);
        Assert.True(end.ExitCode == 0, $"curl {string.Join(' ', arguments)} ended with {end.ExitCode}: {end.Error}");
        return Parse(end.Output);
    }

    private static Answer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = text[..end].Split("\r\n");
        var words = head[0].Split(' ');
        var status = int.Parse(words[1], CultureInfo.InvariantCulture);
        var rest = text[(end + 4)..];
        return status < 200
            ? Parse(rest)
            : new Answer(
                words[0]["HTTP/".Length..],
                status,
                head[1..].Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.OrdinalIgnoreCase),
                rest);
    }
}
