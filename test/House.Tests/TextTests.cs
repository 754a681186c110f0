using System.Text.RegularExpressions;

namespace Gatehouse.House.Tests;

/// <summary>What may stand in any file of the repository.</summary>
public sealed partial class TextTests
{
    private static readonly string[] Documents = ["README.md", "ARCHITECTURE.md", "SPECIFICATION.md", "CONTRIBUTING.md", "CHANGELOG.md"];

    // Written apart, so that this file passes its own test.
    private static readonly string[] FoldersOfOneMachine = ["/" + "work/"];

    [Fact]
    public void Links_Resolve()
    {
        var broken =
            from document in Repository.Files.Where(file => Documents.Contains(file) || (file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)))
            from link in Link().Matches(Fence().Replace(Repository.Read(document), ""))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !Resolves(document, target)
            select $"{document} -> {target}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Text_NamesNoFolderOfOneMachine()
    {
        var named =
            from file in Repository.Files
            let text = Repository.Read(file)
            where FoldersOfOneMachine.Any(folder => text.Contains(folder, StringComparison.Ordinal))
            select file;

        Assert.Empty(named);
    }

    private static bool Resolves(string document, string target)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, Uri.UnescapeDataString(parts[0]));
        var path = Checkout.In(file);
        if (parts.Length == 1 || !file.EndsWith(".md", StringComparison.Ordinal))
        {
            return Path.Exists(path);
        }

        return File.Exists(path) && Heading().Matches(File.ReadAllText(path)).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]);
    }

    // As GitHub makes them: lower case, punctuation gone, spaces to dashes.
    private static string Anchor(string heading) =>
        new([.. heading.Trim().ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_').Select(character => character == ' ' ? '-' : character)]);

    [GeneratedRegex(@"\]\(([^)\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#{1,6}\s+(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
