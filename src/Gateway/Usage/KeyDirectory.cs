using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>API keys and usage plans, by account and region.</summary>
public sealed class KeyDirectory
{
    private readonly ConcurrentDictionary<Scope, ScopeKeys> _scopes = new();
    private readonly TimeProvider _time;
    private bool _hasLearnedAll;

    // Holds one signal at most, however many calls were counted.
    private readonly Channel<byte> _usage = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    internal KeyDirectory(TimeProvider time) => _time = time;

    internal IKeySource? Source { get; private set; }

    /// <summary>From now on keys are read from here when they are first used. Say so before the first request.</summary>
    public void ReadFrom(IKeySource source) => Source = source;

    /// <summary>The keys and plans of one account and region; made on first use, never replaced.</summary>
    public ScopeKeys In(Scope scope) => _scopes.GetOrAdd(scope, static (scope, directory) => new ScopeKeys(scope, directory, directory._time), this);

    public IReadOnlyCollection<Scope> Scopes => [.. _scopes.Keys];

    /// <summary>Tells of the digest (in hex) of a stored key's value. Until <see cref="LearnedAll"/> any value may be a key's.</summary>
    public void Learn(Scope scope, ReadOnlySpan<char> valueDigest) =>
        In(scope).Learn(ulong.Parse(valueDigest[..16], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>All stored values were told of: what is not among them, or was added since, is nobody's key.</summary>
    public void LearnedAll() => Volatile.Write(ref _hasLearnedAll, true);

    internal bool HasLearnedAll => Volatile.Read(ref _hasLearnedAll);

    /// <summary>Waits until usage changed that <see cref="UsageCounters.TakeChanges"/> has not given yet. For one waiter.</summary>
    public ValueTask<byte> UsageChangedAsync(CancellationToken cancellation) => _usage.Reader.ReadAsync(cancellation);

    internal void UsageChanged() => _usage.Writer.TryWrite(0);
}
