namespace Gatehouse.Gateway.Usage;

/// <summary>How much one key has used of one plan: by day, and in the current quota period.</summary>
/// <remarks>The lock is this ledger's own: only calls with the same key on the same plan ever meet there.</remarks>
internal sealed class UsageLedger(string planId, string keyId, UsageCounters counters)
{
    // GetUsage reaches back 90 days.
    private const int DaysKept = 92;

    private readonly Lock _lock = new();
    private readonly SortedList<int, long> _days = [];
    private int _periodStart = int.MinValue;
    private long _periodUsed;

    // By how much what counts differs from what was used, since UpdateUsage said so, and in the period that began when.
    private long _granted;
    private int _grantedIn = int.MinValue;
    private int _firstDay = int.MinValue;
    private int _dirty;

    public string PlanId => planId;

    public string KeyId => keyId;

    /// <summary>Counts one call, unless the quota is used up.</summary>
    public bool TryConsume(QuotaModel? quota, int day)
    {
        lock (_lock)
        {
            Enter(quota, day);
            if (quota is not null && _periodUsed >= LimitIn(quota))
            {
                return false;
            }

            _periodUsed++;
            if (_days.Count > 0 && _days.GetKeyAtIndex(_days.Count - 1) == day)
            {
                _days.SetValueAtIndex(_days.Count - 1, _days.GetValueAtIndex(_days.Count - 1) + 1);
            }
            else
            {
                AddDay(day);
            }
        }

        MarkDirty();
        return true;
    }

    public long Remaining(QuotaModel quota, int day)
    {
        lock (_lock)
        {
            Enter(quota, day);
            return Math.Max(0, LimitIn(quota) - _periodUsed);
        }
    }

    public void SetRemaining(QuotaModel quota, int day, long remaining)
    {
        lock (_lock)
        {
            Enter(quota, day);
            _granted = UsedSince(_periodStart) - (LimitIn(quota) - remaining);
            _grantedIn = _periodStart;
            _periodUsed = LimitIn(quota) - remaining;
        }

        MarkDirty();
    }

    public long UsedOn(int day)
    {
        lock (_lock)
        {
            return _days.GetValueOrDefault(day);
        }
    }

    public UsageRecord Export()
    {
        // Cleared before reading: a call that counts from here on queues this ledger again.
        Interlocked.Exchange(ref _dirty, 0);
        lock (_lock)
        {
            return new UsageRecord(counters.Scope, planId, keyId)
            {
                PeriodStart = _periodStart,
                PeriodUsed = _periodUsed,
                FirstDay = _firstDay,
                Days = [.. _days.Select(day => new DayUsage(QuotaCalendar.DateOf(day.Key), day.Value))],
            };
        }
    }

    public void Import(UsageRecord record)
    {
        lock (_lock)
        {
            _periodStart = record.PeriodStart;
            _periodUsed = record.PeriodUsed;
            _firstDay = record.FirstDay;
            _days.Clear();
            foreach (var day in record.Days)
            {
                _days[QuotaCalendar.DayOf(day.Day)] = day.Used;
            }

            _granted = UsedSince(_periodStart) - _periodUsed;
            _grantedIn = _periodStart;
        }
    }

    private void Enter(QuotaModel? quota, int day)
    {
        if (_firstDay == int.MinValue)
        {
            _firstDay = day;
        }

        // Without a quota the period is the month: a quota that is added later starts from what was used by then.
        var start = QuotaCalendar.PeriodStart(quota?.Period ?? QuotaPeriod.Month, day);
        if (start == _periodStart)
        {
            return;
        }

        // A new period, or another kind of period: what counts is what was used since its first day.
        // Days that lie ahead count too: a clock that was set back hands out nothing twice.
        _periodStart = start;
        _periodUsed = UsedSince(start) - (_grantedIn == start ? _granted : 0);
    }

    private long UsedSince(int start)
    {
        var used = 0L;
        for (var i = _days.Count - 1; i >= 0 && _days.GetKeyAtIndex(i) >= start; i--)
        {
            used += _days.GetValueAtIndex(i);
        }

        return used;
    }

    private long LimitIn(QuotaModel quota)
    {
        var isFirst = QuotaCalendar.PeriodStart(quota.Period, _firstDay) == _periodStart;
        return isFirst ? quota.Limit - quota.Offset : quota.Limit;
    }

    private void AddDay(int day)
    {
        _days[day] = _days.GetValueOrDefault(day) + 1;
        while (_days.Count > DaysKept)
        {
            _days.RemoveAt(0);
        }
    }

    private void MarkDirty()
    {
        if (Volatile.Read(ref _dirty) == 0 && Interlocked.Exchange(ref _dirty, 1) == 0)
        {
            counters.Changed(this);
        }
    }
}
