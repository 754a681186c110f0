using Gatehouse.Core;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Usage;

public sealed class QuotaTests
{
    private static readonly Scope Scope = new("123456789012", "us-east-1");
    private static readonly DateTimeOffset Now = new(2025, 3, 5, 13, 0, 0, TimeSpan.Zero);

    private static int Today => QuotaCalendar.DayOf(Now);

    [Theory]
    [InlineData(QuotaPeriod.Day, "2025-03-05", "2025-03-05", "2025-03-06")]
    [InlineData(QuotaPeriod.Week, "2025-03-05", "2025-03-02", "2025-03-09")] // Wednesday
    [InlineData(QuotaPeriod.Week, "2025-03-02", "2025-03-02", "2025-03-09")] // Sunday
    [InlineData(QuotaPeriod.Month, "2024-02-29", "2024-02-01", "2024-03-01")]
    [InlineData(QuotaPeriod.Month, "2025-12-31", "2025-12-01", "2026-01-01")]
    public void Periods_FollowTheCalendar(QuotaPeriod period, string day, string start, string end)
    {
        var number = QuotaCalendar.DayOf(DateOnly.Parse(day));

        Assert.Equal(DateOnly.Parse(start), QuotaCalendar.DateOf(QuotaCalendar.PeriodStart(period, number)));
        Assert.Equal(DateOnly.Parse(end), QuotaCalendar.DateOf(QuotaCalendar.PeriodEnd(period, number)));
    }

    [Theory]
    [InlineData(QuotaPeriod.Day)]
    [InlineData(QuotaPeriod.Week)]
    [InlineData(QuotaPeriod.Month)]
    public void RandomSchedules_NeverExceedTheLimitInAPeriod(QuotaPeriod period)
    {
        var random = new Random(7);
        var ledger = Counters().Ledger("p", "k");
        var quota = new QuotaModel(25, period);
        var perPeriod = new Dictionary<int, int>();
        var day = 20_000;
        for (var i = 0; i < 20_000; i++)
        {
            day += random.Next(20) == 0 ? random.Next(1, 4) : 0;
            if (ledger.TryConsume(quota, day))
            {
                var start = QuotaCalendar.PeriodStart(period, day);
                perPeriod[start] = perPeriod.GetValueOrDefault(start) + 1;
            }
        }

        Assert.True(perPeriod.Count > 10);
        Assert.All(perPeriod.Values, used => Assert.InRange(used, 1, 25));
        Assert.Contains(25, perPeriod.Values);
    }

    [Fact]
    public void TenTimesTheQuotaInParallel_AdmitsExactlyTheQuota()
    {
        var ledger = Counters().Ledger("p", "k");
        var quota = new QuotaModel(2000, QuotaPeriod.Day);
        var admitted = 0;

        Parallel.For(0, 20_000, _ =>
        {
            if (ledger.TryConsume(quota, 20_000))
            {
                Interlocked.Increment(ref admitted);
            }
        });

        Assert.Equal(2000, admitted);
        Assert.Equal(2000, ledger.UsedOn(20_000));
    }

    [Fact]
    public void Offset_ShortensTheFirstPeriodOnly()
    {
        var ledger = Counters().Ledger("p", "k");
        var quota = new QuotaModel(5, QuotaPeriod.Week) { Offset = 3 };

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => ledger.TryConsume(quota, 20_000)));
        Assert.Equal(5, ledger.Remaining(quota, 20_007));
    }

    [Fact]
    public void SetRemaining_GrantsExactlyThatMany()
    {
        var (counters, quota) = (Counters(), new QuotaModel(5, QuotaPeriod.Month));
        counters.SetRemaining("p", "k", quota, 2);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => counters.Ledger("p", "k").TryConsume(quota, Today)));
        Assert.Equal(0, counters.Of("p", "k").Remaining(quota));
    }

    [Fact]
    public void ChangedPeriod_CountsWhatWasUsedInIt()
    {
        var ledger = Counters().Ledger("p", "k");
        var day = QuotaCalendar.DayOf(new DateOnly(2025, 3, 4));
        for (var i = 0; i < 3; i++)
        {
            ledger.TryConsume(null, day);
        }

        ledger.TryConsume(null, day + 1);

        Assert.Equal(9, ledger.Remaining(new QuotaModel(10, QuotaPeriod.Day), day + 1));
        Assert.Equal(6, ledger.Remaining(new QuotaModel(10, QuotaPeriod.Week), day + 1));
    }

    [Fact]
    public void ExportedUsage_ContinuesAfterImport()
    {
        var before = Counters();
        var quota = new QuotaModel(5, QuotaPeriod.Day) { Offset = 1 };
        for (var i = 0; i < 3; i++)
        {
            before.Ledger("p", "k").TryConsume(quota, Today);
        }

        var changes = before.TakeChanges().Records;
        Assert.True(before.TakeChanges().IsEmpty);
        before.Ledger("p", "k").TryConsume(quota, Today);
        Assert.Single(before.TakeChanges().Records);

        var after = Counters();
        after.Ledger("p", "k").Import(Assert.Single(changes));

        Assert.Equal(1, after.Of("p", "k").Remaining(quota));
        Assert.Equal(3, after.Of("p", "k").Used(new DateOnly(2025, 3, 5)));
        Assert.Equal(0, after.Of("p", "k").Used(new DateOnly(2025, 3, 4)));
    }

    private static UsageCounters Counters() => new KeyDirectory(new ManualTime(Now)).In(Scope).Usage;
}
