using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Core;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Usage;

/// <summary>What holds of buckets and quotas whatever happens to them.</summary>
public sealed class LimitProperties
{
    private const long Second = 1_000_000_000;
    private const int Anywhere = 20_000;

    private static readonly Gen<Throttle> Throttles =
        from thousandths in Gen.Choose(1, 5_000_000)
        from burst in Gen.Choose(1, 100)
        select new Throttle(thousandths / 1000d, burst);

    // In thousandths of a token's time, mostly small, now and then far more than the bucket holds.
    private static readonly Gen<int> Forward = Gen.Frequency((6, Gen.Choose(0, 1500)), (2, Gen.Constant(0)), (1, Gen.Choose(0, 300_000)));
    private static readonly Gen<int> EitherWay = Gen.Frequency((6, Forward), (1, Gen.Choose(-300_000, 0)));

    private static readonly Gen<QuotaModel> Quotas =
        from limit in Gen.Choose(0, 30)
        from period in Gen.Elements(QuotaPeriod.Day, QuotaPeriod.Week, QuotaPeriod.Month)
        from offset in Gen.Choose(0, period switch { QuotaPeriod.Day => 0, QuotaPeriod.Week => 6, _ => 27 })
        select new QuotaModel(limit, period) { Offset = offset };

    // Days to move and calls to make on the day reached; now and then the server starts anew.
    private static readonly Gen<(int Days, int Calls, bool Restarts)[]> Visits =
        (from days in Gen.Frequency((5, Gen.Choose(0, 1)), (2, Gen.Choose(0, 40)), (1, Gen.Choose(-40, 0)))
         from calls in Gen.Choose(0, 12)
         from restarts in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
         select (days, calls, restarts)).ArrayOf(60);

    [Fact]
    public void AnyWindowOfAMonotoneClock_SeesAtMostRateTimesTimePlusBurst() => Check(
        from limit in Throttles
        from steps in Forward.ArrayOf(200)
        select (limit, steps),
        run =>
        {
            var admitted = Admitted(run.limit, run.steps).Admitted;
            return !Pairs(admitted.Count).Any(pair => pair.To - pair.From + 1 > Most(run.limit, admitted[pair.To] - admitted[pair.From]));
        });

    [Fact]
    public void ClockThatJumps_EarnsTokensOnlyByGoingForward() => Check(
        from limit in Throttles
        from steps in EitherWay.ArrayOf(200)
        select (limit, steps),
        run =>
        {
            var (admitted, forward) = Admitted(run.limit, run.steps);
            return admitted.Count <= Most(run.limit, forward);
        });

    [Fact]
    public void ClockThatJumpedBack_ClosesABucketForNoLongerThanItTakesToFill() => Check(
        from limit in Throttles
        from back in Gen.Choose(1, int.MaxValue)
        select (limit, back),
        run =>
        {
            var (bucket, rate) = (new TokenBucket(), BucketRate.Of(run.limit, Second));
            var now = 1000 * Second;
            while (bucket.TryTake(now, rate))
            {
            }

            now -= run.back * 100L;
            bucket.TryTake(now, rate);
            var taken = 0;
            while (bucket.TryTake(now + rate.Capacity, rate))
            {
                taken++;
            }

            return taken == run.limit.Burst;
        });

    [Fact]
    public void NoPeriod_SeesMoreThanItsQuotaHoweverTheClockJumps() => Check(
        from quota in Quotas
        from visits in Visits
        select (quota, visits),
        run =>
        {
            var perPeriod = new Dictionary<int, long>();
            var (ledger, day) = (NewLedger(), Anywhere);
            foreach (var (days, calls, restarts) in run.visits)
            {
                day += days;
                for (var call = 0; call < calls; call++)
                {
                    var start = QuotaCalendar.PeriodStart(run.quota.Period, day);
                    perPeriod[start] = perPeriod.GetValueOrDefault(start) + (ledger.TryConsume(run.quota, day) ? 1 : 0);
                }

                ledger = restarts ? Restarted(ledger) : ledger;
            }

            return perPeriod.Values.All(used => used <= run.quota.Limit);
        });

    [Fact]
    public void ClockThatOnlyGoesForward_GetsEveryPeriodsQuotaInFull() => Check(
        from quota in Quotas
        from visits in Visits
        select (quota, visits),
        run =>
        {
            var (asked, admitted) = (new Dictionary<int, int>(), new Dictionary<int, int>());
            var (ledger, day, first) = (NewLedger(), Anywhere, int.MinValue);
            foreach (var (days, calls, restarts) in run.visits)
            {
                day += Math.Abs(days);
                for (var call = 0; call < calls; call++)
                {
                    var start = QuotaCalendar.PeriodStart(run.quota.Period, day);
                    first = first == int.MinValue ? start : first;
                    asked[start] = asked.GetValueOrDefault(start) + 1;
                    admitted[start] = admitted.GetValueOrDefault(start) + (ledger.TryConsume(run.quota, day) ? 1 : 0);
                }

                ledger = restarts ? Restarted(ledger) : ledger;
            }

            // The offset shortens the first period alone.
            return asked.All(pair => admitted[pair.Key] == Math.Min(pair.Value, Math.Max(0, run.quota.Limit - (pair.Key == first ? run.quota.Offset : 0))));
        });

    [Fact]
    public void Grant_OutlastsAClockThatLeavesItsPeriodAndComesBack() => Check(
        from period in Gen.Elements(QuotaPeriod.Day, QuotaPeriod.Week, QuotaPeriod.Month)
        from granted in Gen.Choose(0, 50)
        from away in Gen.Choose(-80, 80)
        select (period, granted, away),
        run =>
        {
            var (ledger, quota) = (NewLedger(), new QuotaModel(5, run.period));
            ledger.SetRemaining(quota, Anywhere, run.granted);
            ledger.Remaining(quota, Anywhere + run.away);
            return ledger.Remaining(quota, Anywhere) == run.granted;
        });

    [Fact]
    public void Periods_FollowEachOtherWithoutGapOrOverlap() => Check(
        from day in Gen.Choose(-100_000, 200_000)
        from period in Gen.Elements(QuotaPeriod.Day, QuotaPeriod.Week, QuotaPeriod.Month)
        select (day, period),
        at =>
        {
            var (start, end) = (QuotaCalendar.PeriodStart(at.period, at.day), QuotaCalendar.PeriodEnd(at.period, at.day));
            return start <= at.day && at.day < end
                && QuotaCalendar.PeriodStart(at.period, end) == end && QuotaCalendar.PeriodStart(at.period, end - 1) == start;
        });

    [Fact]
    public void KnownDigests_HoldWhatWasAddedAndNotRemoved() => Check(
        Gen.Choose(0, 40).Select(number => (ulong)number).Zip(Gen.Elements(true, true, false)).ArrayOf(120),
        changes =>
        {
            var (known, model) = (new KnownDigests(), new HashSet<ulong>());
            foreach (var (digest, adds) in changes)
            {
                _ = adds ? model.Add(digest) : model.Remove(digest);
                (adds ? (Action<ulong>)known.Add : known.Remove)(digest);
            }

            // 0 and 1 mean something else in the table, and stand there as 2 and 3.
            return Enumerable.Range(4, 37).All(digest => known.MayHold((ulong)digest) == model.Contains((ulong)digest));
        });

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true), Prop.ForAll(Arb.From(cases), holds));

    private static (List<long> Admitted, long Forward) Admitted(Throttle limit, int[] steps)
    {
        var (bucket, rate) = (new TokenBucket(), BucketRate.Of(limit, Second));
        var (now, forward) = (1000 * Second, 0L);
        var admitted = new List<long>();
        foreach (var step in steps)
        {
            var moved = (long)(step / 1000d * Second / limit.RatePerSecond);
            now += moved;
            forward += Math.Max(0, moved);
            if (bucket.TryTake(now, rate))
            {
                admitted.Add(now);
            }
        }

        return (admitted, forward);
    }

    private static long Most(Throttle limit, long ticks) => (long)Math.Floor((limit.RatePerSecond * ticks / Second) + limit.Burst + 1e-6);

    private static IEnumerable<(int From, int To)> Pairs(int count) =>
        from start in Enumerable.Range(0, count)
        from end in Enumerable.Range(start, count - start)
        select (start, end);

    private static UsageLedger NewLedger() => new KeyDirectory(new ManualTime(DateTimeOffset.UnixEpoch)).In(new Scope("123456789012", "us-east-1")).Usage.Ledger("p", "k");

    private static UsageLedger Restarted(UsageLedger ledger)
    {
        var next = NewLedger();
        next.Import(ledger.Export());
        return next;
    }
}
