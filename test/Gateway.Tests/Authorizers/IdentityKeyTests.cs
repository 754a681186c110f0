using Gatehouse.Gateway.Authorizers;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Tests.Authorizers;

public sealed class IdentityKeyTests
{
    [Fact]
    public void IdentitiesThatDiffer_HaveKeysThatDiffer()
    {
        var random = new Random(7);
        var pieces = new[] { "", "a", "b", "ab", ",", "a,b", "\0", "\u0001", "ä", "\ud800", "\ufffd", new string('a', 300) };
        var known = new Dictionary<object, string>();
        for (var i = 0; i < 20_000; i++)
        {
            var identity = new StringValues[random.Next(0, 4)];
            for (var source = 0; source < identity.Length; source++)
            {
                identity[source] = Enumerable.Range(0, random.Next(1, 4)).Select(_ => pieces[random.Next(pieces.Length)]).ToArray();
            }

            // Unmistakable to the reader: every value with its place.
            var spelled = string.Join('|', identity.Select((values, source) => $"{source}:{string.Join(';', values.Select((value, place) => $"{place}={string.Join('.', value!.Select(letter => (int)letter))}"))}"));
            var key = IdentityKey.Of(identity);

            Assert.True(!known.TryGetValue(key, out var other) || other == spelled, $"{other} and {spelled}");
            known[key] = spelled;
        }

        Assert.Equal(known.Count, known.Values.Distinct().Count());
    }

    [Fact]
    public void ValuesThatMoveBetweenSources_MakeAnotherKey()
    {
        StringValues[][] identities =
        [
            ["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], [new StringValues(["ab", "c"])], [new StringValues(["a", "bc"])], ["ab,c"], [],
        ];

        Assert.Equal(identities.Length, identities.Select(identity => IdentityKey.Of(identity)).Distinct().Count());
    }

    [Fact]
    public void MeasuredLength_IsTheWrittenLength()
    {
        StringValues[] identity = ["token", new StringValues(["a", "ß"])];
        var buffer = new byte[256];

        Assert.Equal(IdentityKey.Write(identity, default), IdentityKey.Write(identity, buffer));
    }

    [Theory]
    [InlineData(@"(?<=a)b")]
    [InlineData(@"(a)\1")]
    [InlineData("(?>a+)b")]
    [InlineData("a)|(b")]
    [InlineData("(")]
    [InlineData("((a{1,1000}){1,1000}){1,1000}")]
    public void ExpressionThatTakesTooLongOrIsNone_IsRefused(string expression)
    {
        Assert.Null(IdentityExpression.TryParse(expression, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("method.request.header.X-A", true)]
    [InlineData("method.request.querystring.q", true)]
    [InlineData("stageVariables.v", true)]
    [InlineData("context.identity.sourceIp", true)]
    [InlineData("method.request.header.", false)]
    [InlineData("method.request.path.id", false)]
    [InlineData("method.request.body", false)]
    [InlineData("Authorization", false)]
    [InlineData("method.request.header.A B", false)]
    [InlineData("", false)]
    public void IdentitySource_IsOneOfFourKinds(string expression, bool valid) => Assert.Equal(valid, IdentitySource.TryParse(expression) is not null);
}
