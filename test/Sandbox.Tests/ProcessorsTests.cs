using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Tests;

public sealed class ProcessorsTests
{
    [Fact]
    public void FirstLine_IsAllTimeAndTheIdlePartOfIt() =>
        Assert.Equal((36, 9), Processors.Parse("cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 1 1 1 1 1 1 1 0 0\n"u8));

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu0 1 2 3 4 5")]
    [InlineData("intr 1 2 3")]
    public void OtherText_IsNoTimeAtAll(string text) => Assert.Equal((0, 0), Processors.Parse(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void ShareOnThisMachine_IsAShare()
    {
        var idle = Processors.IdleSinceLast();

        Assert.InRange(idle(), 0, 1);
    }
}
