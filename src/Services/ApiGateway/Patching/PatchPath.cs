namespace Gatehouse.Services.ApiGateway.Patching;

/// <summary>JSON pointer's escapes.</summary>
internal static class PatchPath
{
    public static string Unescape(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
