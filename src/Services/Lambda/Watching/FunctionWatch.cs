using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Invocations;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;

namespace Gatehouse.Services.Lambda.Watching;

/// <summary>Shows the owner what functions there are and what they are doing.</summary>
public sealed class FunctionWatch
{
    private readonly FunctionCatalog _catalog;
    private readonly FunctionSlots _slots;
    private readonly EventQueue _events;

    internal FunctionWatch(FunctionCatalog catalog, FunctionSlots slots, EventQueue events) => (_catalog, _slots, _events) = (catalog, slots, events);

    /// <summary>The functions of one name, or all; in all accounts and regions or in those that are named. In the order of their names.</summary>
    public async ValueTask<IReadOnlyList<FunctionOverview>> ListAsync(string? name, string? account, string? region, CancellationToken cancellation)
    {
        var events = _events.Backlog();
        List<FunctionOverview> found = [];
        foreach (var (scope, id, function) in await _catalog.LoadAllAsync())
        {
            if ((name ?? id) == id && (account ?? scope.Account) == scope.Account && (region ?? scope.Region) == scope.Region)
            {
                found.Add(await DescribeAsync(scope, function, events, cancellation));
            }
        }

        return [.. found.OrderBy(function => function.Name, StringComparer.Ordinal).ThenBy(function => function.Arn, StringComparer.Ordinal)];
    }

    /// <summary>Live numbers of every function that there is, without a look at the store.</summary>
    public IReadOnlyList<FunctionActivity> ReadActivity()
    {
        var events = _events.Backlog();
        return
        [
            .. _slots.All.Where(slot => slot.Current is not null).Select(slot => new FunctionActivity(
                slot.Scope, slot.Name, slot.Concurrency.Running, slot.Concurrency.Refused, events.GetValueOrDefault(slot))),
        ];
    }

    private async ValueTask<FunctionOverview> DescribeAsync(Scope scope, StoredFunction function, Dictionary<FunctionSlot, int> events, CancellationToken cancellation)
    {
        var reference = new FunctionReference(scope, function.Name, null);
        var versions = (await _catalog.ListVersionsAsync(reference, null, int.MaxValue, cancellation)).Items;
        var slot = _slots.Of(scope, function.Name);
        var latest = function.Latest;
        return new FunctionOverview
        {
            Scope = scope,
            Name = function.Name,
            Arn = reference.Arn,
            State = latest.Status.State,
            StateReason = latest.Status.StateReason,
            LastUpdate = latest.Status.LastUpdate,
            LastUpdateReason = latest.Status.LastUpdateReason,
            Package = latest.Image.Uri,
            RevisionId = latest.RevisionId,
            LastModified = latest.LastModified,
            MemorySizeMb = latest.MemorySizeMb,
            TimeoutSeconds = latest.TimeoutSeconds,
            LogGroup = latest.Logging.Group,
            ReservedConcurrency = function.ReservedConcurrency,
            Running = slot.Concurrency.Running,
            Refused = slot.Concurrency.Refused,
            Events = events.GetValueOrDefault(slot),
            Versions = [.. versions.Reverse().Prepend(latest).Select(version => Describe(function, slot, version))],
        };
    }

    private static VersionOverview Describe(StoredFunction function, FunctionSlot slot, Revision version) => new(
        version.Version,
        [.. function.Aliases.Values.Where(alias => alias.FunctionVersion == version.Version || alias.Additional?.Version == version.Version).Select(alias => alias.Name)],
        version.Status.State,
        version.Image.Uri,
        version.MemorySizeMb,
        slot.Current?.Find(version.Version)?.Version.Pool?.Read());
}
