using Gatehouse.Services.Lambda.Functions;

namespace Gatehouse.Services.Lambda.Aliases;

internal static class AliasChanges
{
    public static StoredFunction WithAlias(this StoredFunction function, StoredAlias alias) =>
        function with { Aliases = new SortedDictionary<string, StoredAlias>(function.Aliases, StringComparer.Ordinal) { [alias.Name] = alias } };

    /// <summary>Its settings go with it.</summary>
    public static StoredFunction WithoutAlias(this StoredFunction function, string name)
    {
        var aliases = new SortedDictionary<string, StoredAlias>(function.Aliases, StringComparer.Ordinal);
        aliases.Remove(name);
        return function.WithoutSettingsOf(name) with { Aliases = aliases };
    }
}
