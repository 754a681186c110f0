using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Usage;

public sealed class TokenBucketTests
{
    private const long Second = 1_000_000_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnyWindow_SeesAtMostRateTimesTimePlusBurst(int seed)
    {
        var random = new Random(seed);
        var limit = new Throttle(Math.Round(Math.Exp((random.NextDouble() * 10) - 2), 3), random.Next(1, 60));
        var rate = BucketRate.Of(limit, Second);
        var bucket = new TokenBucket();
        var admitted = new List<long>();
        var now = random.NextInt64(Second * 100);
        for (var i = 0; i < 3000; i++)
        {
            // Bursts, trickles and long pauses; now and then a clock that goes back a little.
            now += random.Next(10) switch
            {
                0 => (long)(random.NextDouble() * Second * limit.Burst / limit.RatePerSecond),
                1 => 0,
                2 => -random.NextInt64((long)(Second / limit.RatePerSecond) + 1) / 10,
                _ => (long)(random.NextDouble() * 2 * Second / limit.RatePerSecond),
            };
            now = Math.Max(now, admitted.Count > 0 ? admitted[^1] : 0);
            if (bucket.TryTake(now, rate))
            {
                admitted.Add(now);
            }
        }

        for (var from = 0; from < admitted.Count; from += 7)
        {
            for (var to = from; to < admitted.Count; to += 11)
            {
                var seconds = (admitted[to] - admitted[from]) / (double)Second;
                Assert.True(to - from + 1 <= Math.Floor((limit.RatePerSecond * seconds) + limit.Burst + 1e-6), $"{limit}: {to - from + 1} in {seconds} s");
            }
        }

        Assert.True(admitted.Count >= limit.Burst);
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(0.5, 1)]
    [InlineData(7.3, 20)]
    [InlineData(10_000, 5_000)]
    public void ConstantPressure_IsAdmittedAtTheRate(double perSecond, long burst)
    {
        var rate = BucketRate.Of(new Throttle(perSecond, burst), Second);
        var bucket = new TokenBucket();
        var admitted = 0;
        var step = (long)Math.Ceiling(Second / perSecond / 4);
        for (long now = 0; now < 60 * Second; now += step)
        {
            admitted += bucket.TryTake(now, rate) ? 1 : 0;
        }

        var expected = (perSecond * 60) + burst;
        Assert.InRange(admitted, Math.Floor(expected * 0.99) - 1, expected);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void ZeroRateOrBurst_AdmitsNothing(double perSecond, long burst) =>
        Assert.False(new TokenBucket().TryTake(Second, BucketRate.Of(new Throttle(perSecond, burst), Second)));

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, -1)]
    public void MinusOne_LimitsNothing(double perSecond, long burst)
    {
        var (bucket, rate) = (new TokenBucket(), BucketRate.Of(new Throttle(perSecond, burst), Second));
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(bucket.TryTake(0, rate));
        }
    }

    [Theory]
    [InlineData(0.001, long.MaxValue)]
    [InlineData(1e300, long.MaxValue)]
    [InlineData(double.Epsilon, 1)]
    public void ExtremeLimits_DoNotOverflow(double perSecond, long burst)
    {
        var (bucket, rate) = (new TokenBucket(), BucketRate.Of(new Throttle(perSecond, burst), Second));
        for (long now = 0; now < 100; now++)
        {
            var took = bucket.TryTake(now * Second, rate);
            Assert.Equal(now == 0 || burst > 1, took);
        }
    }

    [Fact]
    public void Concurrency_AdmitsExactlyTheBurst()
    {
        var rate = BucketRate.Of(new Throttle(1, 1000), Second);
        var bucket = new TokenBucket();
        var admitted = 0;

        Parallel.For(0, 20_000, _ =>
        {
            if (bucket.TryTake(Second, rate))
            {
                Interlocked.Increment(ref admitted);
            }
        });

        Assert.Equal(1000, admitted);
    }

    [Fact]
    public void LoweredLimit_IsNotPaidForWithTheOldOne()
    {
        var bucket = new TokenBucket();
        var slow = BucketRate.Of(new Throttle(0.001, 10), Second);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(bucket.TryTake(0, slow));
        }

        var fast = BucketRate.Of(new Throttle(10, 1), Second);
        Assert.False(bucket.TryTake(0, fast));
        Assert.True(bucket.TryTake(Second, fast));
    }
}
