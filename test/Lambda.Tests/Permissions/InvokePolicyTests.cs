using Gatehouse.Services.Lambda.Permissions;

namespace Gatehouse.Lambda.Tests.Permissions;

public sealed class InvokePolicyTests
{
    private const string Source = "arn:aws:execute-api:us-east-1:000000000000:abc/prod/GET/items/*";

    [Theory]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:abc/*/*", true)] // the last star spans slashes
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:abc/*/*/*", true)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:abc/prod/GET/items/*", true)]
    [InlineData("arn:aws:execute-api:*:000000000000:abc/prod/???/items/*", true)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:abc/*/POST/*", false)]
    [InlineData("arn:aws:execute-api:us-east-1:000000000000:other/*", false)]
    [InlineData("arn:aws:execute-api:us-east-1:*", false)] // a star does not span colons
    [InlineData(null, true)]
    public void SourceArn_IsMatchedPartByPart(string? pattern, bool allowed)
    {
        Assert.Equal(allowed, new InvokePolicy([Statement() with { SourceArn = pattern }]).Allows(Source));
    }

    [Theory]
    [InlineData("apigateway.amazonaws.com", "lambda:InvokeFunction", true)]
    [InlineData("*", "*", true)]
    [InlineData("apigateway.amazonaws.com", "lambda:*", true)]
    [InlineData("apigateway.amazonaws.com", "lambda:GetFunction", false)]
    [InlineData("events.amazonaws.com", "lambda:InvokeFunction", false)]
    [InlineData("arn:aws:iam::000000000000:root", "lambda:InvokeFunction", false)]
    public void PrincipalAndAction_MustFit(string principal, string action, bool allowed)
    {
        Assert.Equal(allowed, new InvokePolicy([Statement() with { Principal = principal, Action = action }]).Allows(Source));
    }

    [Fact]
    public void SourceAccount_MustBeTheApis()
    {
        Assert.True(new InvokePolicy([Statement() with { SourceAccount = "000000000000" }]).Allows(Source));
        Assert.False(new InvokePolicy([Statement() with { SourceAccount = "111111111111" }]).Allows(Source));
    }

    [Fact]
    public void ConditionsThatACallCannotMeet_NeverAllow()
    {
        Assert.False(new InvokePolicy([Statement() with { PrincipalOrgId = "o-1234567890" }]).Allows(Source));
        Assert.False(new InvokePolicy([Statement() with { FunctionUrlAuthType = "NONE" }]).Allows(Source));
    }

    [Fact]
    public void NoStatement_AllowsNothing()
    {
        Assert.False(new InvokePolicy([]).Allows(Source));
    }

    private static PolicyStatement Statement() => new() { Sid = "s", Action = "lambda:InvokeFunction", Principal = "apigateway.amazonaws.com", Resource = "r" };
}
