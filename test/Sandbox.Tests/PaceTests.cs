using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class PaceTests
{
    [Fact]
    public void FunctionOfUnknownPace_IsNotBrisk() => Assert.False(new Pace().IsBrisk);

    [Fact]
    public void ShortAnswers_MakeItBriskAndOneLongOneEndsThat()
    {
        var pace = new Pace();
        pace.Observe(TimeSpan.FromMilliseconds(0.1));
        Assert.True(pace.IsBrisk);

        pace.Observe(TimeSpan.FromMilliseconds(400));

        Assert.False(pace.IsBrisk);
    }

    [Fact]
    public void WhileSandboxesComeBack_NobodyGetsAnother()
    {
        var time = new ManualTime();
        var pace = new Pace { LastReturn = time.GetTimestamp() };

        Assert.Equal(0, pace.Step(time));
    }

    [Fact]
    public void WithoutReturns_EachStepIsTwiceTheLast()
    {
        var time = new ManualTime();
        var pace = new Pace { LastReturn = time.GetTimestamp() };
        time.Advance(Pace.Patience);

        Assert.Equal([Pace.Spread, Pace.Spread * 2, Pace.Spread * 4], [pace.Step(time), pace.Step(time), pace.Step(time)]);

        pace.LastReturn = time.GetTimestamp();
        Assert.Equal(0, pace.Step(time));
        time.Advance(Pace.Patience);
        Assert.Equal(Pace.Spread, pace.Step(time));
    }
}
