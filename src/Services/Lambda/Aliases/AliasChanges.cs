using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Permissions;

namespace Gatehouse.Services.Lambda.Aliases;

internal static class AliasChanges
{
    public static StoredFunction WithAlias(this StoredFunction function, StoredAlias alias) =>
        function with { Aliases = new SortedDictionary<string, StoredAlias>(function.Aliases, StringComparer.Ordinal) { [alias.Name] = alias } };

    /// <summary>Its policy goes with it.</summary>
    public static StoredFunction WithoutAlias(this StoredFunction function, string name)
    {
        var aliases = new SortedDictionary<string, StoredAlias>(function.Aliases, StringComparer.Ordinal);
        var policies = new SortedDictionary<string, IReadOnlyList<PolicyStatement>>(function.Policies, StringComparer.Ordinal);
        aliases.Remove(name);
        policies.Remove(name);
        return function with { Aliases = aliases, Policies = policies };
    }
}
