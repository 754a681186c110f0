using System.Text.RegularExpressions;

namespace Gatehouse.House.Tests;

/// <summary>Documents that name code must keep naming code that is there.</summary>
public sealed partial class PromiseTests
{
    [Fact]
    public void Specification_NamesTestsThatExist()
    {
        var named = TestLink().Matches(Repository.Read("SPECIFICATION.md"));

        Assert.NotEmpty(named);
        Assert.Empty(named
            .Where(link => !Repository.Read(link.Groups["file"].Value).Contains($" {link.Groups["name"].Value}(", StringComparison.Ordinal))
            .Select(link => $"{link.Groups["file"].Value} has no {link.Groups["name"].Value}"));
    }

    [Fact]
    public void Architecture_ListsThePipelineAsItIs()
    {
        var pipeline = Repository.Read("src/Gateway/Rest/Pipeline.cs");
        var list = pipeline[pipeline.IndexOf("Stages(TimeProvider time) =>", StringComparison.Ordinal)..];
        var stages = Created().Matches(list[..list.IndexOf("];", StringComparison.Ordinal)]).Select(match => match.Groups[1].Value);
        var rows = Row().Matches(Repository.Read("ARCHITECTURE.md")).Select(match => match.Groups[1].Value);

        Assert.Equal(stages.Append("Integrate"), rows);
    }

    [GeneratedRegex(@"\[`(?<name>\w+)`\]\((?<file>[^)]+)\)")]
    private static partial Regex TestLink();

    [GeneratedRegex(@"new (\w+)\(")]
    private static partial Regex Created();

    [GeneratedRegex(@"^\| \d+ `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
