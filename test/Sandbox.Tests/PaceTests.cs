using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class PaceTests
{
    private const double Busy = 0.02;
    private const double Idle = 0.9;

    private readonly ManualTime _time = new();
    private double _idle = Busy;

    [Fact]
    public void FunctionOfUnknownPace_IsNotBrisk() => Assert.False(NewPace().IsBrisk);

    [Fact]
    public void OneShortAnswerAmongLongOnes_IsBrisk()
    {
        var pace = NewPace();
        pace.Answered(TimeSpan.FromMilliseconds(40));
        pace.Answered(TimeSpan.FromMilliseconds(0.1));
        pace.Answered(TimeSpan.FromMilliseconds(400));

        Assert.True(pace.IsBrisk);
    }

    [Fact]
    public void LongAnswersOnly_EndBriskness()
    {
        var pace = NewPace();
        pace.Answered(TimeSpan.FromMilliseconds(0.1));
        for (var i = 0; i < 130; i++)
        {
            pace.Answered(TimeSpan.FromMilliseconds(20));
        }

        Assert.False(pace.IsBrisk);
    }

    [Fact]
    public void WhileSandboxesComeBackAndProcessorsAreBusy_WidthStays()
    {
        var pace = NewPace();
        Look(pace, times: 10, returning: true);

        Assert.Equal(Pace.Narrowest, pace.Width);
    }

    [Fact]
    public void WhileProcessorsIdle_WidthDoublesAgainAndAgain()
    {
        var pace = NewPace();
        _idle = Idle;
        Look(pace, times: 1, returning: true);
        Assert.Equal(Pace.Narrowest * 2, pace.Width);

        Look(pace, times: 1, returning: true);
        Assert.Equal(Pace.Narrowest * 4, pace.Width);
    }

    [Fact]
    public void OneIdleStepByChance_WidensNothing()
    {
        var pace = NewPace();
        for (var i = 0; i < 20; i++)
        {
            _idle = i % 4 == 0 ? 0.5 : Busy;
            Look(pace, times: 1, returning: true);
        }

        Assert.Equal(Pace.Narrowest, pace.Width);
    }

    [Fact]
    public void WhenNoSandboxComesBack_WidthDoublesOnBusyProcessorsToo()
    {
        var pace = NewPace();
        Look(pace, times: 2, returning: false);
        Assert.Equal(Pace.Narrowest, pace.Width);

        Look(pace, times: 2, returning: false);
        Assert.True(pace.Width > Pace.Narrowest);
    }

    [Fact]
    public void WhileSandboxesStart_NoMoreAreAskedFor()
    {
        var pace = NewPace();
        _idle = Idle;
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Pace.Look);
            pace.Adjust(isStarting: true);
        }

        Assert.Equal(Pace.Narrowest, pace.Width);
    }

    [Fact]
    public void WidthOfABadMoment_GoesBack()
    {
        var pace = NewPace();
        _idle = Idle;
        Look(pace, times: 4, returning: true);
        _idle = Busy;
        Look(pace, times: 10, returning: true);

        Assert.Equal(Pace.Narrowest, pace.Width);
    }

    private Pace NewPace()
    {
        var pace = new Pace(_time, () => _idle);
        pace.Returned();
        pace.BeginLooking();
        return pace;
    }

    private void Look(Pace pace, int times, bool returning)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(Pace.Look);
            if (returning)
            {
                pace.Returned();
            }

            pace.Adjust(isStarting: false);
        }
    }
}
