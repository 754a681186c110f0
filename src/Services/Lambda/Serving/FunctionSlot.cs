using System.Diagnostics.CodeAnalysis;
using Gatehouse.Core;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Provisioned;
using Gatehouse.Services.Lambda.Urls;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>
/// The place of a function's name: it stays when the function goes, so that whoever holds it (the gateway's targets) follows
/// a function that is deleted and made again. Readers see <see cref="Current"/>; writers hold the slot.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to dispose.")]
internal sealed class FunctionSlot(Scope scope, string name, AccountConcurrency account, UrlIndex urls)
{
    private const int MostEvents = 64;

    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly Dictionary<string, LiveVersion> _versions = new(StringComparer.Ordinal);
    private volatile LiveFunction? _current;

    public Scope Scope => scope;

    public string Name => name;

    /// <summary>Null while there is no such function.</summary>
    public LiveFunction? Current => _current;

    public ConcurrencyGate Concurrency { get; } = new(account);

    /// <summary>How many of its events run at once: one function's slow events must not hold up another's.</summary>
    public SemaphoreSlim EventTurns { get; } = new(MostEvents, MostEvents);

    /// <summary>Waits until no other change of this function is under way. Dispose the answer to let the next one in.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _writer.WaitAsync(cancellation);
        return new Hold(_writer);
    }

    /// <summary>Compiles what callers see from the function's row. Only by the slot's holder.</summary>
    public void Publish(StoredFunction function)
    {
        Version(FunctionReference.Latest);
        Concurrency.Limit = function.ReservedConcurrency;
        var before = _current?.UrlIds ?? [];
        _current = LiveFunction.Compile(scope, function, _versions);
        urls.Replace(this, before, _current.UrlIds);
        var provisioned = ProvisionedShares.ByVersion(function);
        foreach (var (version, live) in _versions)
        {
            live.Provision(provisioned.GetValueOrDefault(version));
        }
    }

    /// <summary>The version, made when it is new. Only by the slot's holder, who publishes afterwards.</summary>
    public LiveVersion Version(string version)
    {
        if (!_versions.TryGetValue(version, out var live))
        {
            _versions.Add(version, live = new LiveVersion(version));
        }

        return live;
    }

    /// <summary>Takes a version away; its pool is for the caller to retire. Only by the slot's holder, who publishes afterwards.</summary>
    public FunctionPool? Remove(string version) => _versions.Remove(version, out var live) ? live.Close() : null;

    /// <summary>Takes the function away; its pools are for the caller to retire. Only by the slot's holder.</summary>
    public IReadOnlyList<FunctionPool> Clear()
    {
        urls.Replace(this, _current?.UrlIds ?? [], []);
        _current = null;
        Concurrency.Limit = null;
        var pools = new List<FunctionPool>();
        foreach (var version in _versions.Values)
        {
            if (version.Close() is { } pool)
            {
                pools.Add(pool);
            }
        }

        _versions.Clear();
        return pools;
    }

    private sealed class Hold(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
