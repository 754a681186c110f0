namespace Gatehouse.Gateway.Logging;

/// <summary>A secret as AWS's logs show it: stars but for its last six characters.</summary>
internal static class Masked
{
    private const int Shown = 6;

    // Of a short value six characters would be too much.
    public static string Of(string value) =>
        value.Length < 2 * Shown ? new string('*', value.Length) : string.Concat(new string('*', value.Length - Shown), value.AsSpan(value.Length - Shown));
}
