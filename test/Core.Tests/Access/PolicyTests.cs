using System.Text.Json;
using Gatehouse.Access.Policies;

namespace Gatehouse.Core.Tests.Access;

public sealed class PolicyTests
{
    private const string Arn = "arn:aws:execute-api:us-east-1:123456789012:abc/stg/GET/a";

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"EXECUTE-API:invoke","Resource":"*"}""", PolicyEffect.Allowed)]
    [InlineData("""{"Effect":"Allow","Action":["x:y","execute-api:*"],"Resource":["x","*"]}""", PolicyEffect.Allowed)]
    [InlineData("""{"Effect":"Allow","Action":"execute-api:ManageConnections","Resource":"*"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Allow","NotAction":"execute-api:ManageConnections","Resource":"*"}""", PolicyEffect.Allowed)]
    [InlineData("""{"Effect":"Allow","NotAction":"execute-api:*","Resource":"*"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"*/GET/a"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:execute-api:*:*:abc/stg/POST/*"}""", PolicyEffect.Allowed)]
    [InlineData("""{"Effect":"Deny","Action":"*","NotResource":"*/GET/b"}""", PolicyEffect.Denied)]
    [InlineData("""{"Effect":"Deny","Action":"*","NotResource":"arn:aws:execute-api:*:*:abc/*"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:us-east-1:*:other/stg/GET/a"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:*"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"arn:aws:execute-api:*"}""", PolicyEffect.Denied)]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}""", PolicyEffect.Denied)]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:*:*:${aws:username}/*"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:execute-api:*:*:${aws:username}/*"}""", PolicyEffect.NotCovered)]
    [InlineData("""{"Effect":"Deny","Action":"*","NotResource":"arn:aws:execute-api:*:*:${aws:username}/*"}""", PolicyEffect.Denied)]
    public void Statement_Decides(string statement, PolicyEffect effect) => Assert.Equal(effect, Evaluate(statement).Effect);

    [Fact]
    public void PathOfACaller_CannotBorrowAnotherApisAllow()
    {
        // Read over all colons, the star would take in the caller's own path.
        var policy = Parse("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:us-east-1:*:other/x"}""");

        var decision = policy.Evaluate(new PolicyRequest("execute-api:Invoke", Arn + ":other/x", new Known([])));

        Assert.Equal(PolicyEffect.NotCovered, decision.Effect);
    }

    [Theory]
    [InlineData("StringEquals", "a", "a", true)]
    [InlineData("StringEquals", "A", "a", false)]
    [InlineData("StringEqualsIgnoreCase", "A", "a", true)]
    [InlineData("StringNotEquals", "a", "a", false)]
    [InlineData("StringNotEquals", "b", "a", true)]
    [InlineData("StringNotEquals", "b", null, true)]
    [InlineData("StringEquals", "b", null, false)]
    [InlineData("StringEqualsIfExists", "b", null, true)]
    [InlineData("StringLike", "a*", "abc", true)]
    [InlineData("StringNotLike", "a*", "abc", false)]
    [InlineData("Null", "true", null, true)]
    [InlineData("Null", "true", "a", false)]
    [InlineData("Null", "false", "a", true)]
    [InlineData("IpAddress", "10.1.2.3/8", "10.200.0.1", true)]
    [InlineData("IpAddress", "10.0.0.0/9", "10.200.0.1", false)]
    [InlineData("IpAddress", "0.0.0.0/0", "10.200.0.1", true)]
    [InlineData("IpAddress", "0.0.0.0/0", "::1", false)]
    [InlineData("IpAddress", "2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("NotIpAddress", "10.0.0.0/8", "10.0.0.1", false)]
    [InlineData("NumericLessThan", "10", "9.5", true)]
    [InlineData("NumericGreaterThanEquals", "10", "9.5", false)]
    [InlineData("DateLessThan", "2025-01-01T00:00:00Z", "2024-12-31T23:59:59Z", true)]
    [InlineData("DateLessThan", "1735689600", "2024-12-31T23:59:59Z", true)]
    [InlineData("DateGreaterThan", "2025-01-01", "2024-12-31T23:59:59Z", false)]
    public void Condition_Compares(string operation, string wanted, string? actual, bool holds) =>
        Assert.Equal(holds ? PolicyEffect.Allowed : PolicyEffect.NotCovered, Conditional("Allow", operation, wanted, actual).Effect);

    [Theory]
    [InlineData("IpAddress", "10.0.0.0/33", "10.0.0.1")]
    [InlineData("NumericEquals", "ten", "10")]
    [InlineData("DateEquals", "soon", "2024-12-31T23:59:59Z")]
    [InlineData("ArnLike", "*", "a")]
    [InlineData("ForAllValues:StringEquals", "a", "a")]
    [InlineData("StringEquals", "${aws:username}", "a")]
    [InlineData("Frobnicate", "a", "a")]
    public void ConditionThatCannotBeEvaluated_DeniesEitherWay(string operation, string wanted, string actual)
    {
        Assert.Equal(PolicyEffect.NotCovered, Conditional("Allow", operation, wanted, actual).Effect);
        Assert.Equal(PolicyEffect.Denied, Conditional("Deny", operation, wanted, actual).Effect);
        Assert.Contains(operation, Conditional("Allow", operation, wanted, actual).Unclear, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("""{"Effect":"Allow","Action":[],"Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":[{}],"Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","NotAction":"x","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","NotResource":"x"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":[]}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":"x"}}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a":{}}}}""")]
    [InlineData("""{"Action":"*","Resource":"*"}""")]
    public void MalformedStatement_MakesNoPolicy(string statement)
    {
        using var json = JsonDocument.Parse($$"""{"Statement":[{{statement}}]}""");

        Assert.Null(PolicyDocument.TryParse(json.RootElement, out var problem));
        Assert.StartsWith("statement 1 ", problem, StringComparison.Ordinal);
    }

    private static PolicyDecision Conditional(string effect, string operation, string wanted, string? actual)
    {
        var statement = $$$$"""{"Effect":"{{{{effect}}}}","Action":"*","Resource":"*","Condition":{"{{{{operation}}}}":{"Test:Key":"{{{{wanted}}}}"}}}""";
        return Parse(statement).Evaluate(new PolicyRequest("execute-api:Invoke", Arn, new Known(new() { ["test:key"] = actual })));
    }

    private static PolicyDecision Evaluate(string statement) => Parse(statement).Evaluate(new PolicyRequest("execute-api:Invoke", Arn, new Known([])));

    private static PolicyDocument Parse(string statement)
    {
        using var json = JsonDocument.Parse($$"""{"Version":"2012-10-17","Statement":{{statement}}}""");
        return PolicyDocument.TryParse(json.RootElement, out _)!;
    }

    private sealed class Known(Dictionary<string, string?> values) : IPolicyContext
    {
        public bool TryFind(string key, out string? value) => values.TryGetValue(key, out value);
    }
}
