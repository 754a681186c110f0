using System.Collections.Concurrent;
using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>API keys and usage plans, by account and region.</summary>
public sealed class KeyDirectory
{
    private readonly ConcurrentDictionary<Scope, ScopeKeys> _scopes = new();
    private readonly TimeProvider _time;

    internal KeyDirectory(TimeProvider time) => _time = time;

    /// <summary>The keys and plans of one account and region; made on first use, never replaced.</summary>
    public ScopeKeys In(Scope scope) => _scopes.GetOrAdd(scope, static (scope, time) => new ScopeKeys(scope, time), _time);

    public IReadOnlyCollection<Scope> Scopes => [.. _scopes.Keys];
}
