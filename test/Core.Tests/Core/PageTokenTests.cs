namespace Gatehouse.Core.Tests;

public sealed class PageTokenTests
{
    [Fact]
    public void Token_RoundTripsAndHidesTheKey()
    {
        var token = PageToken.For("jobs/é");

        Assert.DoesNotContain("jobs", token, StringComparison.Ordinal);
        Assert.True(PageToken.TryRead(token, out var key));
        Assert.Equal("jobs/é", key);
    }

    [Fact]
    public void ForeignToken_IsRefused() => Assert.False(PageToken.TryRead("not a token!", out _));
}
