using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Gateway.Tests.Hosting;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Tests.Usage;

/// <summary>Keys that are read when they are first used.</summary>
public sealed class KeySourceTests
{
    private const string Value = "stored6789abcdefghijKLMNOPQRSTUVWXYZabcd";

    private readonly KeysInMemory _stored = new();
    private readonly KeyDirectory _directory = new(new ManualTime(new DateTimeOffset(2025, 3, 5, 13, 0, 0, TimeSpan.Zero)));
    private readonly ScopeKeys _keys;

    public KeySourceTests()
    {
        _directory.ReadFrom(_stored);
        _keys = _directory.In(TestGateway.Scope);
        _keys.SetPlan(new PlanModel { Id = "p", Stages = [new PlanStageModel("api", "stg")], Quota = new QuotaModel(5, QuotaPeriod.Month) });
    }

    [Fact]
    public void StoredKey_IsReadOnceAndOpensItsPlans()
    {
        _stored.Put(Value, "k", "p");

        Assert.NotNull(_keys.Find(Value)!.SubscriptionTo("api:stg"));
        Assert.Same(_keys.Find(Value), _keys.Find(Value));
        Assert.Equal(1, _stored.Reads);
    }

    [Fact]
    public void UnknownValue_IsNotLookedForOnceAllIsLearned()
    {
        Assert.Null(_keys.Find("nobody's key, which is long enough"));
        Assert.Equal(1, _stored.Reads);

        _directory.LearnedAll();

        Assert.Null(_keys.Find("nobody's key, which is long enough"));
        Assert.Equal(1, _stored.Reads);
    }

    [Fact]
    public void LearnedKey_IsFound()
    {
        _stored.Put(Value, "k", "p");
        _directory.Learn(TestGateway.Scope, KeyDigest.Of(Value).ToString());
        _directory.LearnedAll();

        Assert.NotNull(_keys.Find(Value));
    }

    [Fact]
    public void KeyMadeLater_IsFound()
    {
        _directory.LearnedAll();
        _stored.Put(Value, "k");
        _keys.SetKey(new KeyModel { Id = "k", Value = Value });

        Assert.NotNull(_keys.Find(Value));
    }

    [Fact]
    public void KeyDeletedBeforeItsFirstUse_IsLookedForOnce()
    {
        _stored.Put(Value, "k");
        _directory.Learn(TestGateway.Scope, KeyDigest.Of(Value).ToString());
        _directory.LearnedAll();
        _stored.Remove(Value);
        _keys.RemoveKey("k");

        Assert.Null(_keys.Find(Value));
        Assert.Null(_keys.Find(Value));
        Assert.Equal(1, _stored.Reads);
    }

    [Fact]
    public void KeyPutOnAPlanAfterItsFirstUse_OpensIt()
    {
        _stored.Put(Value, "k");
        Assert.Null(_keys.Find(Value)!.SubscriptionTo("api:stg"));

        _stored.Put(Value, "k", "p");
        _keys.Attach("k", "p");

        Assert.NotNull(_keys.Find(Value)!.SubscriptionTo("api:stg"));
    }

    [Fact]
    public void StoredUsage_GoesOn()
    {
        _stored.Put(Value, "k", "p");
        _stored.Usage[("p", "k")] = new UsageRecord(TestGateway.Scope, "p", "k") { PeriodStart = QuotaCalendar.DayOf(new DateOnly(2025, 3, 1)), PeriodUsed = 3, FirstDay = 0, Days = [new(new DateOnly(2025, 3, 4), 3)] };
        var quota = new QuotaModel(5, QuotaPeriod.Month);

        Assert.Equal(2, _keys.Usage.Of("p", "k").Remaining(quota));
        Assert.Equal(3, _keys.Usage.Of("p", "k").Used(new DateOnly(2025, 3, 4)));

        var ledger = _keys.Find(Value)!.SubscriptionTo("api:stg")!.Ledger;
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => ledger.TryConsume(quota, QuotaCalendar.DayOf(new DateOnly(2025, 3, 5)))));
    }

    [Fact]
    public void KeyThatLeftItsPlan_TakesItsCountAlong()
    {
        _stored.Put(Value, "k", "p");
        var day = QuotaCalendar.DayOf(new DateOnly(2025, 3, 5));
        _keys.Find(Value)!.SubscriptionTo("api:stg")!.Ledger.TryConsume(null, day);
        _keys.Usage.Stored(_keys.Usage.TakeChanges());

        _keys.Detach("k", "p");
        var left = _keys.Usage.TakeChanges();
        Assert.Equal(("p", "k"), Assert.Single(left.Gone));

        // Before that is stored, the key comes back: what is stored of it no longer counts.
        _stored.Usage[("p", "k")] = new UsageRecord(TestGateway.Scope, "p", "k") { PeriodStart = day, PeriodUsed = 1, FirstDay = day, Days = [new(QuotaCalendar.DateOf(day), 1)] };
        _keys.Attach("k", "p");
        Assert.Equal(0, _keys.Usage.Of("p", "k").Used(QuotaCalendar.DateOf(day)));

        _keys.Usage.Stored(left);
        Assert.True(_keys.Usage.TakeChanges().IsEmpty);
    }

    [Fact]
    public void KeyDisabledWhileItIsFirstUsed_EndsDisabled()
    {
        for (var round = 0; round < 500; round++)
        {
            var value = $"{Value}{round}";
            _stored.Put(value, $"k{round}", "p");
            Parallel.Invoke(
                () => _keys.Find(value),
                () =>
                {
                    _stored.Put(value, $"k{round}", enabled: false);
                    _keys.SetKey(new KeyModel { Id = $"k{round}", Value = value, Enabled = false });
                });

            Assert.False(_keys.Find(value)!.Model.Enabled);
        }
    }

    private sealed class KeysInMemory : IKeySource
    {
        private readonly ConcurrentDictionary<string, KeyRecord> _keys = new();
        private int _reads;

        public int Reads => _reads;

        public ConcurrentDictionary<(string PlanId, string KeyId), UsageRecord> Usage { get; } = new();

        public void Put(string value, string id, string? planId = null, bool enabled = true) =>
            _keys[KeyDigest.Of(value).ToString()] = new KeyRecord(new KeyModel { Id = id, Value = value, Enabled = enabled }, planId is null ? [] : [planId]);

        public void Remove(string value) => _keys.TryRemove(KeyDigest.Of(value).ToString(), out _);

        public KeyRecord? FindKey(Scope scope, string valueDigest)
        {
            Interlocked.Increment(ref _reads);
            return _keys.GetValueOrDefault(valueDigest);
        }

        public UsageRecord? FindUsage(Scope scope, string planId, string keyId) => Usage.GetValueOrDefault((planId, keyId));
    }
}
