namespace Gatehouse.Sandbox.Images;

/// <summary>A path inside a layer, taken apart and found harmless: no empty, dot or parent parts. The root has no parts.</summary>
internal readonly record struct LayerPath(string[] Parts)
{
    private const int LongestPart = 255;
    private const int LongestPath = 4096;

    internal bool IsRoot => Parts.Length == 0;

    internal string Name => IsRoot ? "" : Parts[^1];

    internal LayerPath Parent => new(IsRoot ? [] : Parts[..^1]);

    /// <summary>Leading slashes and <c>./</c> are how some tools write paths from the root; anything with <c>..</c> is refused.</summary>
    internal static LayerPath Parse(string text)
    {
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (text.Length > LongestPath || Array.Exists(parts, part => part == ".." || part.Length > LongestPart || part.Contains('\0', StringComparison.Ordinal)))
        {
            throw LayerUnpacker.Refused($"the path '{text}' leaves the root or cannot be a path");
        }

        return new LayerPath(parts);
    }

    internal LayerPath Child(string name) => name is "" or "." or ".."
        ? throw LayerUnpacker.Refused($"'{name}' cannot be removed by a whiteout")
        : new LayerPath([.. Parts, name]);

    public override string ToString() => "/" + string.Join('/', Parts);
}
