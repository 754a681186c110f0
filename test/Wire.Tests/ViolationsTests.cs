using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Wire.Tests;

public sealed class ViolationsTests
{
    private static readonly TextLimits Short = new(1, 3, new Regex(@"\A[a-z]*\z"), "[a-z]*");

    private const string ShortLimits =
        "[Member must have length less than or equal to 3, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]*]";

    [Fact]
    public void ItemOutsideItsLimits_IsReportedAtTheListWithAllLimits() => Assert.Equal(
        $"1 validation error detected: Value '[ab, A]' at 'names' failed to satisfy constraint: Member must satisfy constraint: {ShortLimits}",
        new Violations("").Items(["ab", "A"], Short, "names").Describe());

    [Fact]
    public void KeysAndValuesOfAMap_AreReportedTogetherAndNotShown() => Assert.Equal(
        $"2 validation errors detected: Value at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: {ShortLimits}; " +
        $"Value at 'tags' failed to satisfy constraint: Map value must satisfy constraint: {ShortLimits}",
        new Violations("").Keys(Map("long", ""), Short, "tags").Values(Map("long", ""), Short, "tags").Describe());

    [Fact]
    public void NullInAMap_IsMissing() => Assert.Equal(
        "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null",
        new Violations("").Values(Map("a", null!), Short, "tags").Describe());

    [Fact]
    public void TooManyEntries_AreShown() => Assert.Equal(
        "1 validation error detected: Value '{a=b}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 2",
        new Violations("").Entries(Map("a", "b"), 2, 4, "tags").Describe());

    private static Dictionary<string, string> Map(string key, string value) => new() { [key] = value };
}
