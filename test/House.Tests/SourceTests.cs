using System.Text.RegularExpressions;

namespace Gatehouse.House.Tests;

/// <summary>How source files are named, placed and sized.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 400;

    private static readonly string[] EmptySuffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Base", "Info", "Data", "Processor"];

    public static TheoryData<string> Sources => [.. Repository.Sources];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Namespace_IsTheFolder(string file)
    {
        var declared = Namespace().Match(Repository.Read(file));
        if (!declared.Success)
        {
            Assert.Equal("Program.cs", Path.GetFileName(file)); // top-level statements have none
            return;
        }

        Assert.Equal("Gatehouse." + Path.GetDirectoryName(file)!["src/".Length..].Replace('/', '.'), declared.Groups[1].Value);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void File_IsShortEnoughToRead(string file)
    {
        // Tables that a tool wrote are not for reading.
        if (!file.EndsWith(".Generated.cs", StringComparison.Ordinal))
        {
            var lines = Repository.Read(file).Count(character => character == '\n');
            Assert.True(lines <= MostLines, $"{file} has {lines} lines; look for the second idea in it.");
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Name_SaysWhatTheTypeIs(string file)
    {
        var name = Path.GetFileName(file).Split('.')[0];
        if (Repository.Read(file).Contains($"class {name}(", StringComparison.Ordinal) && Repository.Read(file).Contains($"IOperation<{name}Request", StringComparison.Ordinal))
        {
            return; // an operation has AWS's name, whatever it ends in (GetAccessKeyInfo)
        }

        Assert.DoesNotContain(EmptySuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
