namespace Gatehouse.Server.Clock;

/// <summary>The time that API Gateway and tokens go by when a test may move it. Timers keep real time, so that real work ends as it always does.</summary>
/// <remarks>
/// The date may be set back, the timestamp never goes back: a bucket that was emptied stays empty, whatever the date is.
/// Readers take one reference and no lock.
/// </remarks>
internal sealed class TestClock(TimeProvider real) : TimeProvider
{
    /// <summary>What every part can calculate with.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All steps forward together: timestamps in nanoseconds last for 292 years, and a bucket reckons up to 72 ahead.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(36_525);

    private readonly Lock _moving = new();
    private Position _position = new(TimeSpan.Zero, 0, null);

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        var position = Volatile.Read(ref _position);
        return position.Stopped?.Time ?? real.GetUtcNow() + position.Ahead;
    }

    public override long GetTimestamp()
    {
        var position = Volatile.Read(ref _position);
        return position.Stopped?.Timestamp ?? real.GetTimestamp() + position.ForwardTicks;
    }

    public ClockReading Read()
    {
        var position = Volatile.Read(ref _position);
        var now = real.GetUtcNow();
        return new ClockReading(position.Stopped?.Time ?? now + position.Ahead, now, position.Stopped is not null);
    }

    /// <summary>Steps forward. False when that leads out of the range that can be reckoned with.</summary>
    public bool TryAdvance(TimeSpan by)
    {
        lock (_moving)
        {
            return by >= TimeSpan.Zero && TryMove(by);
        }
    }

    /// <summary>Goes to a date, forwards or back. False when it is out of the range that can be reckoned with.</summary>
    public bool TrySet(DateTimeOffset time)
    {
        lock (_moving)
        {
            return TryMove(time.ToUniversalTime() - GetUtcNow());
        }
    }

    public void Freeze()
    {
        lock (_moving)
        {
            if (_position.Stopped is null)
            {
                Volatile.Write(ref _position, _position with { Stopped = new(GetUtcNow(), GetTimestamp()) });
            }
        }
    }

    /// <summary>Goes on from where it stood.</summary>
    public void Resume()
    {
        lock (_moving)
        {
            if (_position.Stopped is { } moment)
            {
                Volatile.Write(ref _position, new(moment.Time - real.GetUtcNow(), moment.Timestamp - real.GetTimestamp(), null));
            }
        }
    }

    private bool TryMove(TimeSpan by)
    {
        var now = GetUtcNow();
        if (by > Latest - Earliest)
        {
            return false;
        }

        var target = now + by;
        var forward = by > TimeSpan.Zero ? Ticks(by) : 0;
        if (target < Earliest || target >= Latest || _position.ForwardTicks + forward > Ticks(Farthest))
        {
            return false;
        }

        Volatile.Write(ref _position, new(
            _position.Ahead + by,
            _position.ForwardTicks + forward,
            _position.Stopped is { } moment ? new Moment(target, moment.Timestamp + forward) : null));
        return true;
    }

    private long Ticks(TimeSpan span) => (long)((decimal)span.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);

    /// <param name="Ahead">Of the real date.</param>
    /// <param name="ForwardTicks">Of the real timestamp: steps forward only, less what it stood still.</param>
    /// <param name="Stopped">Where the clock stands when it does not run.</param>
    private sealed record Position(TimeSpan Ahead, long ForwardTicks, Moment? Stopped);

    private sealed record Moment(DateTimeOffset Time, long Timestamp);
}
