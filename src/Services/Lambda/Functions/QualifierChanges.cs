namespace Gatehouse.Services.Lambda.Functions;

/// <summary>What goes when a version or an alias goes.</summary>
internal static class QualifierChanges
{
    public static StoredFunction WithoutSettingsOf(this StoredFunction function, string qualifier) => function with
    {
        Policies = Without(function.Policies, qualifier),
        EventInvoke = Without(function.EventInvoke, qualifier),
        Provisioned = Without(function.Provisioned, qualifier),
        Urls = Without(function.Urls, qualifier),
    };

    private static SortedDictionary<string, T> Without<T>(SortedDictionary<string, T> all, string qualifier)
    {
        var rest = new SortedDictionary<string, T>(all, StringComparer.Ordinal);
        rest.Remove(qualifier);
        return rest;
    }
}
