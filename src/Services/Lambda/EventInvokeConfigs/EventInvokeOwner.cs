using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>Finds and writes the settings of one qualifier.</summary>
internal static class EventInvokeOwner
{
    /// <summary>Refuses qualifiers that are not there, with AWS's sentence for all of them.</summary>
    public static void ThrowIfMissing(this FunctionSlots slots, FunctionReference function)
    {
        if (slots.Find(function)?.Current?.Find(function.Qualifier) is null)
        {
            throw LambdaErrors.EventInvokeFunctionMissing();
        }
    }

    public static string Key(FunctionReference function) => function.Qualifier ?? FunctionReference.Latest;

    public static StoredFunction With(this StoredFunction function, string qualifier, EventInvokeSettings? settings)
    {
        var all = new SortedDictionary<string, EventInvokeSettings>(function.EventInvoke, StringComparer.Ordinal);
        all.Remove(qualifier);
        if (settings is not null)
        {
            all.Add(qualifier, settings);
        }

        return function with { EventInvoke = all };
    }
}
