using Gatehouse.Core;
using Gatehouse.Gateway;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Services.ApiGateway.Usage;

/// <summary>Stores what keys have used of their plans, so that quotas survive a restart. A crash forgets the calls of the last tenth of a second.</summary>
internal sealed partial class UsageKeeper(KeyTables tables, GatewayEngine engine, TimeProvider time, ILogger<UsageKeeper> log) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private Dictionary<(Scope Scope, string Id), UsageRecord> _unsaved = [];
    private Task _loop = Task.CompletedTask;

    /// <summary>Gives the gateway what was stored, then keeps storing. Plans and keys must be there already.</summary>
    public async ValueTask StartAsync()
    {
        foreach (var (scope, id, record) in await tables.Usage.LoadAllAsync())
        {
            // A record can outlive its subscription when a key leaves a plan while its last calls are being stored.
            if (await tables.PlanKeys.FindAsync(scope, id) is null)
            {
                await tables.Usage.DeleteAsync(scope, id);
            }
            else
            {
                engine.Keys.In(scope).Usage.Import(record);
            }
        }

        _loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        await SaveAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await SaveAsync();
                }
                catch (Exception problem) when (problem is not OperationCanceledException)
                {
                    // The records stay in hand for the next round.
                    Log.NotSaved(log, problem);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The service ends; what is left is saved by whoever ends it.
        }
    }

    private async ValueTask SaveAsync()
    {
        foreach (var scope in engine.Keys.Scopes)
        {
            foreach (var record in engine.Keys.In(scope).Usage.TakeChanges())
            {
                _unsaved[(scope, $"{record.PlanId}/{record.KeyId}")] = record;
            }
        }

        if (_unsaved.Count == 0)
        {
            return;
        }

        var batch = new Batch();
        foreach (var ((scope, id), record) in _unsaved)
        {
            tables.Usage.Put(batch, scope, id, record);
        }

        await tables.Store.CommitAsync(batch);
        _unsaved = [];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Usage could not be stored; it will be tried again.")]
        public static partial void NotSaved(ILogger log, Exception problem);
    }
}
