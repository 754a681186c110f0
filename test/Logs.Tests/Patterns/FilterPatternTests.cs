using Gatehouse.Services.Logs.Patterns;
using Gatehouse.Wire;

namespace Gatehouse.Logs.Tests.Patterns;

public sealed class FilterPatternTests
{
    private const string Json = """{"level":"ERROR","n":4,"ok":true,"none":null,"user":{"name":"ann b"},"tags":["a","b"],"text":"12"}""";
    private const string Line = """127.0.0.1 - ann [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534""";

    [Theory]
    [InlineData("ERROR", "an ERROR here", true)]
    [InlineData("ERROR", "an error here", false)]
    [InlineData("ERROR timeout", "timeout, then ERROR", true)]
    [InlineData("ERROR timeout", "ERROR", false)]
    [InlineData("?ERROR ?WARN", "a WARN", true)]
    [InlineData("?ERROR ?WARN", "an INFO", false)]
    [InlineData("ERROR -exiting", "ERROR and on", true)]
    [InlineData("ERROR -exiting", "ERROR, exiting", false)]
    [InlineData("-DEBUG", "INFO", true)]
    [InlineData("\"INTERNAL SERVER\"", "an INTERNAL SERVER ERROR", true)]
    [InlineData("\"INTERNAL SERVER\"", "SERVER INTERNAL", false)]
    [InlineData("\"say \\\"no\\\"\"", "I say \"no\" now", true)]
    [InlineData("%4[0-9]{2}%", "status 404", true)]
    [InlineData("%4[0-9]{2}%", "status 200", false)]
    [InlineData("ERROR ?WARN", "ERROR only", true)]
    public void Words(string pattern, string message, bool matches) => Assert.Equal(matches, FilterPattern.Parse(pattern)!.Matches(message));

    [Theory]
    [InlineData("{ $.level = \"ERROR\" }", true)]
    [InlineData("{ $.level = \"WARN\" }", false)]
    [InlineData("{ $.level = ERR* }", true)]
    [InlineData("{ $.level != \"WARN\" }", true)]
    [InlineData("{ $.n = 4 }", true)]
    [InlineData("{ $.n > 3 && $.n <= 4 }", true)]
    [InlineData("{ $.n < 4 }", false)]
    [InlineData("{ $.n = 5 || $.level = \"ERROR\" }", true)]
    [InlineData("{ ($.n = 5 || $.n = 4) && $.level = \"WARN\" }", false)]
    [InlineData("{ $.n = 5 && $.n = 4 || $.level = \"ERROR\" }", true)]
    [InlineData("{ $.user.name = \"ann b\" }", true)]
    [InlineData("{ $.user.name = \"ann*\" }", true)]
    [InlineData("{ $.user.name = %^ann% }", true)]
    [InlineData("{ $.tags[1] = \"b\" }", true)]
    [InlineData("{ $.tags[7] = \"b\" }", false)]
    [InlineData("{ $.ok IS TRUE }", true)]
    [InlineData("{ $.ok IS FALSE }", false)]
    [InlineData("{ $.none IS NULL }", true)]
    [InlineData("{ $.missing NOT EXISTS }", true)]
    [InlineData("{ $.level NOT EXISTS }", false)]
    [InlineData("{ $.missing = \"x\" }", false)]
    [InlineData("{$.n=4}", true)]
    public void Fields_OfJson(string pattern, bool matches) => Assert.Equal(matches, FilterPattern.Parse(pattern)!.Matches(Json));

    [Theory]
    [InlineData("[ip, id, user, time, request, status, size]", true)]
    [InlineData("[ip, id, user, time, request, status]", false)]
    [InlineData("[ip, ..., size]", true)]
    [InlineData("[ip, id, user, time, request, status = 4*, size]", true)]
    [InlineData("[..., status = 404, size > 1000]", true)]
    [InlineData("[..., status = 404, size > 2000]", false)]
    [InlineData("[ip, id, user, time, request = *html*, status = 404 || status = 410, size]", true)]
    [InlineData("[ip != 127.0.0.1, ...]", false)]
    public void Fields_OfALine(string pattern, bool matches) => Assert.Equal(matches, FilterPattern.Parse(pattern)!.Matches(Line));

    [Theory]
    [InlineData("{ $.n = }")]
    [InlineData("{ $.n = 4")]
    [InlineData("{ n = 4 }")]
    [InlineData("{ $.n ~ 4 }")]
    [InlineData("[ip, ")]
    [InlineData("\"open")]
    [InlineData("foo-bar:baz")]
    [InlineData("%(%")]
    [InlineData("%(a)\\1%")]
    [InlineData("?")]
    public void BrokenPattern_IsInvalid(string pattern) =>
        Assert.Equal("InvalidParameterException", Assert.Throws<AwsException>(() => FilterPattern.Parse(pattern)).Code);

    [Fact]
    public void ManyParentheses_AreRefusedQuickly() =>
        Assert.Throws<AwsException>(() => FilterPattern.Parse("{" + new string('(', 1000) + "}"));

    [Fact]
    public void NotJson_MatchesNoJsonPattern() => Assert.False(FilterPattern.Parse("{ $.a NOT EXISTS }")!.Matches("{broken"));

    [Fact]
    public void EmptyPattern_IsNone() => Assert.Null(FilterPattern.Parse("  "));
}
