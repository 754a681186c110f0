using System.Globalization;
using Gatehouse.Server.Clock;

namespace Gatehouse.Server.Tests.Clock;

public sealed class TestClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Real _real = new();
    private readonly TestClock _clock;

    public TestClockTests() => _clock = new TestClock(_real);

    [Fact]
    public void UntouchedClock_IsTheRealOne()
    {
        _real.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(Start.AddSeconds(5), _clock.GetUtcNow());
        Assert.Equal(_real.GetTimestamp(), _clock.GetTimestamp());
    }

    [Fact]
    public void Advance_MovesDateAndTimestampTogether()
    {
        var before = _clock.GetTimestamp();

        Assert.True(_clock.TryAdvance(TimeSpan.FromDays(1)));

        Assert.Equal(Start.AddDays(1), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(1), _clock.GetElapsedTime(before));
    }

    [Fact]
    public void DateSetBack_LeavesTheTimestampWhereItIs()
    {
        _clock.TryAdvance(TimeSpan.FromDays(2));
        var before = _clock.GetTimestamp();

        Assert.True(_clock.TrySet(Start));

        Assert.Equal(Start, _clock.GetUtcNow());
        Assert.Equal(before, _clock.GetTimestamp());
    }

    [Fact]
    public void FrozenClock_StandsUntilItIsMoved()
    {
        _clock.Freeze();
        var before = _clock.GetTimestamp();
        _real.Pass(TimeSpan.FromHours(1));
        Assert.Equal(Start, _clock.GetUtcNow());
        Assert.Equal(before, _clock.GetTimestamp());

        _clock.TryAdvance(TimeSpan.FromSeconds(1));

        Assert.Equal(Start.AddSeconds(1), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.GetElapsedTime(before));
        Assert.True(_clock.Read().IsFrozen);
    }

    [Fact]
    public void ResumedClock_GoesOnFromWhereItStood()
    {
        _clock.Freeze();
        _real.Pass(TimeSpan.FromHours(1));
        var before = _clock.GetTimestamp();

        _clock.Resume();
        _real.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal(Start.AddSeconds(3), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.GetElapsedTime(before));
    }

    [Fact]
    public void StepsForward_AddUpToAHundredYears()
    {
        var century = true;
        for (var i = 0; i < 10 && century; i++)
        {
            century = _clock.TrySet(new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero)) && _clock.TrySet(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        }

        Assert.False(century);
        Assert.False(_clock.TryAdvance(TimeSpan.MaxValue));
        Assert.InRange(_clock.GetTimestamp(), 0, long.MaxValue / 2);
    }

    [Fact]
    public void Timers_KeepRealTime()
    {
        _clock.Freeze();
        using var fired = new ManualResetEventSlim();

        using var timer = _clock.CreateTimer(_ => fired.Set(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        Assert.True(fired.Wait(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3_600)]
    [InlineData("1d", 86_400)]
    [InlineData("1w", 604_800)]
    [InlineData("1d12h", 129_600)]
    [InlineData("1.5h", 5_400)]
    [InlineData("250ms", 0.25)]
    [InlineData("PT30S", 30)]
    [InlineData("P1DT12H", 129_600)]
    [InlineData("P2W", 1_209_600)]
    [InlineData("PT0.5S", 0.5)]
    [InlineData("", null)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("1", null)]
    [InlineData("d", null)]
    [InlineData("1h1d", null)] // the wrong way round
    [InlineData("1 d", null)]
    [InlineData("P1Y", null)]
    [InlineData("99999999999s", null)]
    public void Span_IsReadOrRefused(string text, object? seconds) =>
        Assert.Equal(seconds is null ? null : Convert.ToDouble(seconds, CultureInfo.InvariantCulture), TimeText.Span(text)?.TotalSeconds);

    [Theory]
    [InlineData("2026-12-01", "2026-12-01T00:00:00.0000000+00:00")]
    [InlineData("2026-12-01T08:30", "2026-12-01T08:30:00.0000000+00:00")]
    [InlineData("2026-12-01T08:30:00Z", "2026-12-01T08:30:00.0000000+00:00")]
    [InlineData("2026-12-01T08:30:00.5+02:00", "2026-12-01T06:30:00.5000000+00:00")]
    [InlineData("01.12.2026", null)]
    [InlineData("2026-13-01", null)]
    [InlineData("08:30", null)]
    public void Moment_IsReadOrRefused(string text, string? utc) => Assert.Equal(utc, TimeText.Moment(text)?.ToString("O"));

    private sealed class Real : TimeProvider
    {
        private long _ticks = 12345;
        private DateTimeOffset _now = Start;

        public override long TimestampFrequency => 1_000_000_000;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan span) => (_now, _ticks) = (_now + span, _ticks + (span.Ticks * 100));
    }
}
