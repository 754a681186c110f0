namespace Gatehouse.Testing;

/// <summary>Time that moves only when a test says so, with its timers.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;

    /// <summary>Starts with the year 2026.</summary>
    public ManualTime()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return start + _elapsed;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on; timers that are due ring once.</summary>
    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _elapsed += by;
            due = [.. _timers.Where(timer => timer.TakeDue())];
        }

        due.ForEach(timer => timer.Ring());
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan _due = TimeSpan.MaxValue;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public void Ring() => callback();

        public bool TakeDue()
        {
            if (_due > time._elapsed)
            {
                return false;
            }

            _due = _period == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time._elapsed + _period;
            return true;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                (_due, _period) = (dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time._elapsed + dueTime, period);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
