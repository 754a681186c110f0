namespace Gatehouse.Gateway.Usage;

/// <summary>The name under which a limit refers to a method, whatever escaping it was stored with.</summary>
internal static class ThrottleKeys
{
    public const string Everything = "*/*";

    public static string Of(string resourcePath, string httpMethod) => resourcePath == "/" ? $"/{httpMethod}" : $"{resourcePath}/{httpMethod}";

    /// <summary><c>~1jobs~1{id}/GET</c>, <c>jobs/{id}/GET</c> and <c>/jobs/{id}/GET</c> are one method; <c>*/*</c> stays.</summary>
    public static string Normalize(string key)
    {
        if (key == Everything)
        {
            return key;
        }

        var plain = key.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return "/" + plain.TrimStart('/');
    }
}
