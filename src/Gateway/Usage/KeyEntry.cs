using System.Collections.Immutable;
using System.Text;

namespace Gatehouse.Gateway.Usage;

/// <summary>A key as requests see it. Fields change by whole references; readers take each once.</summary>
internal sealed class KeyEntry(KeyModel model)
{
    private KeyModel _model = model;
    private ImmutableArrayBox _subscriptions = new([]);

    public KeyModel Model
    {
        get => Volatile.Read(ref _model);
        set => Volatile.Write(ref _model, value);
    }

    public byte[] ValueBytes { get; } = Encoding.UTF8.GetBytes(model.Value);

    public ImmutableArray<Subscription> Subscriptions
    {
        get => Volatile.Read(ref _subscriptions).Items;
        set => Volatile.Write(ref _subscriptions, new ImmutableArrayBox(value));
    }

    /// <summary>The plan through which this key may call a stage, or null. At most ten plans hold one key.</summary>
    public Subscription? SubscriptionTo(string stageKey)
    {
        foreach (var subscription in Subscriptions)
        {
            if (subscription.Plan.State.Stages.ContainsKey(stageKey))
            {
                return subscription;
            }
        }

        return null;
    }

    private sealed record ImmutableArrayBox(ImmutableArray<Subscription> Items);
}
