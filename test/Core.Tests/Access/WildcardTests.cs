using Gatehouse.Access;

namespace Gatehouse.Core.Tests.Access;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "abbd", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("abc", "ABC", false)] // case-sensitive
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void Pattern_MatchesAsIamDoes(string pattern, string text, bool expected) => Assert.Equal(expected, Wildcard.Matches(pattern, text));

    [Fact]
    public void HostilePattern_TakesNoExponentialTime()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 2000)) + "b";

        Assert.False(Wildcard.Matches(pattern, new string('a', 20_000)));
    }

    [Theory]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:abc/*/*", "arn:aws:execute-api:us-east-1:000000000000:abc/stg/GET/jobs", true)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:abc/*/POST/*", "arn:aws:execute-api:us-east-1:000000000000:abc/stg/GET/jobs", false)]
    [InlineData("arn:aws:execute-api:*:*:abc/stg/GET/jobs", "arn:aws:execute-api:us-east-1:000000000000:abc/stg/GET/jobs", true)]
    [InlineData("arn:aws:execute-api:*", "arn:aws:execute-api:us-east-1:000000000000:abc/stg/GET/jobs", false)] // parts do not merge
    [InlineData("*", "arn:aws:execute-api:us-east-1:000000000000:abc/stg/GET/jobs", true)]
    public void ArnPattern_MatchesPartByPart(string pattern, string arn, bool expected) => Assert.Equal(expected, ArnPattern.Matches(pattern, arn));
}
