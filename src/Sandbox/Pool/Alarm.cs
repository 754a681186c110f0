namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// A timer that is moved far more often than it rings. Setting it later than it is armed costs no timer operation: it rings
/// early, sees the later time and arms itself again.
/// </summary>
internal sealed class Alarm
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action _ring;
    private readonly ITimer _timer;
    private long _due = long.MaxValue;
    private long _armed = long.MaxValue;

    internal Alarm(TimeProvider time, Action ring)
    {
        (_time, _ring) = (time, ring);
        _timer = time.CreateTimer(static state => ((Alarm)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void Set(TimeSpan after)
    {
        lock (_gate)
        {
            _due = _time.GetTimestamp() + (long)(after.TotalSeconds * _time.TimestampFrequency);
            if (_due < _armed)
            {
                _armed = _due;
                _timer.Change(after, Timeout.InfiniteTimeSpan);
            }
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _due = long.MaxValue;
        }
    }

    /// <summary>It never rings again.</summary>
    internal void End() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate)
        {
            _armed = long.MaxValue;
            if (_due == long.MaxValue)
            {
                return;
            }

            var left = _time.GetElapsedTime(_time.GetTimestamp(), _due);
            if (left > TimeSpan.Zero)
            {
                _armed = _due;

                // Timers count whole milliseconds and would otherwise ring once more just before the time.
                _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }

            _due = long.MaxValue;
        }

        _ring();
    }
}
