using System.Text.RegularExpressions;

namespace Gatehouse.Registry.Names;

/// <summary>What OCI lets a tag be.</summary>
public static partial class TagName
{
    public static bool IsValid(string tag) => Form.IsMatch(tag);

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z")]
    private static partial Regex Form { get; }
}
