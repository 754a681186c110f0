using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Urls;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>Every function name that was ever used or asked for, in all accounts and regions.</summary>
internal sealed class FunctionSlots
{
    private readonly ConcurrentDictionary<(Scope Scope, string Name), FunctionSlot> _slots = new();
    private readonly ConcurrentDictionary<Scope, AccountConcurrency> _accounts = new();

    public UrlIndex Urls { get; } = new();

    public IEnumerable<FunctionSlot> All => _slots.Values;

    public FunctionSlot Of(Scope scope, string name) => _slots.GetOrAdd(
        (scope, name),
        static (key, all) => new FunctionSlot(key.Scope, key.Name, all._accounts.GetOrAdd(key.Scope, static _ => new AccountConcurrency()), all.Urls),
        this);

    /// <summary>The slot of a name that someone called; unlike <see cref="Of"/> it keeps nothing for names that do not exist.</summary>
    public FunctionSlot? Find(FunctionReference function) => _slots.GetValueOrDefault((function.Scope, function.Name));
}
