namespace Gatehouse.Gateway.Journal;

/// <summary>What may be shown of a key's value.</summary>
internal static class LastFour
{
    // Of a short value four characters would be too much.
    public static string Of(string value) => value.Length < 12 ? "****" : "****" + value[^4..];
}
