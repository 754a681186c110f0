using Gatehouse.Core;
using Gatehouse.Gateway;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.ApiGateway.Usage;

/// <summary>Stores what keys have used of their plans, so that quotas survive a restart. A crash forgets the calls of the last moments only.</summary>
internal sealed partial class UsageKeeper(KeyTables tables, GatewayEngine engine, ILogger<UsageKeeper> log) : IAsyncDisposable
{
    // Between two writes. We promise to lose the calls of a tenth of a second at most; half of it is for the write itself.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // Between attempts while the store cannot write.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<(Scope Scope, string Id), UsageRecord?> _unsaved = [];
    private Task _loop = Task.CompletedTask;

    /// <summary>Keeps storing until it is disposed.</summary>
    public void Start() => _loop = RunAsync();

    /// <summary>Stores what has changed until now.</summary>
    public async ValueTask SaveAsync()
    {
        await _oneAtATime.WaitAsync();
        try
        {
            await SaveInOrderAsync();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        await SaveAsync();
        _stopping.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                if (_unsaved.Count == 0)
                {
                    // An idle server waits here and does nothing.
                    await engine.Keys.UsageChangedAsync(_stopping.Token);
                }

                try
                {
                    await SaveAsync();

                    // On the machine's own clock: a test's frozen one must not lose counts.
                    await Task.Delay(Interval, TimeProvider.System, _stopping.Token);
                }
                catch (Exception problem) when (problem is not OperationCanceledException)
                {
                    // The records stay in hand for the next round.
                    Log.NotSaved(log, problem);
                    await Task.Delay(Patience, TimeProvider.System, _stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The service ends; what is left is saved by whoever ends it.
        }
    }

    private async ValueTask SaveInOrderAsync()
    {
        var taken = new List<(UsageCounters Counters, UsageChanges Changes)>();
        foreach (var scope in engine.Keys.Scopes)
        {
            var counters = engine.Keys.In(scope).Usage;
            var changes = counters.TakeChanges();
            taken.Add((counters, changes));
            foreach (var record in changes.Records)
            {
                _unsaved[(scope, $"{record.PlanId}/{record.KeyId}")] = record;
            }

            foreach (var (planId, keyId) in changes.Gone)
            {
                _unsaved[(scope, $"{planId}/{keyId}")] = null;
            }
        }

        if (_unsaved.Count == 0)
        {
            return;
        }

        var batch = new Batch();
        foreach (var ((scope, id), record) in _unsaved)
        {
            if (record is null)
            {
                tables.Usage.Delete(batch, scope, id);
            }
            else
            {
                tables.Usage.Put(batch, scope, id, record);
            }
        }

        await tables.Store.CommitAsync(batch);
        _unsaved.Clear();
        taken.ForEach(part => part.Counters.Stored(part.Changes));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Usage could not be stored; it will be tried again.")]
        public static partial void NotSaved(ILogger log, Exception problem);
    }
}
