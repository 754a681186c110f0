namespace Gatehouse.Core.Tests;

public sealed class ArnTests
{
    [Fact]
    public void Text_RoundTrips()
    {
        Assert.True(Arn.TryParse("arn:aws:lambda:us-east-1:000000000000:function:jobs:1", out var arn));
        Assert.Equal("function:jobs:1", arn.Resource);
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:jobs:1", arn.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:")]
    [InlineData("xrn:aws:lambda:us-east-1:000000000000:function")]
    public void NonArn_IsRefused(string? text) => Assert.False(Arn.TryParse(text, out _));
}
