namespace Gatehouse.Cli;

/// <summary>The query of an address.</summary>
internal static class UrlQuery
{
    /// <summary>With its question mark; empty when nothing has a value.</summary>
    public static string Of(params IEnumerable<(string Name, string? Value)> members)
    {
        var given = string.Join('&', members.Where(member => member.Value is not null).Select(member => $"{member.Name}={Uri.EscapeDataString(member.Value!)}"));
        return given.Length == 0 ? "" : "?" + given;
    }
}
