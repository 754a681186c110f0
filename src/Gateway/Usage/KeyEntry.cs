using System.Collections.Immutable;

namespace Gatehouse.Gateway.Usage;

/// <summary>A key as requests see it. Fields change by whole references; readers take each once.</summary>
internal sealed class KeyEntry(KeyModel model)
{
    private KeyModel _model = model;
    private Subscription[] _subscriptions = [];

    public KeyModel Model
    {
        get => Volatile.Read(ref _model);
        set => Volatile.Write(ref _model, value);
    }

    /// <summary>The plans that hold this key, without those that are gone.</summary>
    public ImmutableArray<Subscription> Subscriptions => [.. Volatile.Read(ref _subscriptions).Where(subscription => !subscription.Plan.IsRemoved)];

    /// <summary>The plan through which this key may call a stage, or null. At most ten plans hold one key.</summary>
    public Subscription? SubscriptionTo(string stageKey)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            if (!subscription.Plan.IsRemoved && subscription.Plan.State.Stages.ContainsKey(stageKey))
            {
                return subscription;
            }
        }

        return null;
    }

    public bool Holds(PlanEntry plan) => Volatile.Read(ref _subscriptions).Any(subscription => subscription.Plan == plan);

    /// <summary>One writer at a time.</summary>
    public void Subscribe(PlanEntry plan, UsageCounters usage) => Volatile.Write(ref _subscriptions, [.. Subscriptions, new Subscription(this, plan, usage)]);

    public void Unsubscribe(PlanEntry plan) => Volatile.Write(ref _subscriptions, [.. Subscriptions.Where(subscription => subscription.Plan != plan)]);
}
