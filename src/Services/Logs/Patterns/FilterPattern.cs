namespace Gatehouse.Services.Logs.Patterns;

/// <summary>
/// What a filter pattern says about one message. Three languages share one syntax: words, JSON (<c>{ … }</c>) and
/// space-delimited fields (<c>[ … ]</c>). See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.
/// </summary>
internal abstract class FilterPattern
{
    /// <summary>Null for the empty pattern, which every message matches.</summary>
    public static FilterPattern? Parse(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length == 0 ? null : trimmed[0] switch
        {
            '{' => JsonPattern.Read(trimmed),
            '[' => FieldPattern.Read(trimmed),
            _ => TermPattern.Read(trimmed),
        };
    }

    public abstract bool Matches(string message);
}
