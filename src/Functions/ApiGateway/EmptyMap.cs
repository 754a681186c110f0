using System.Collections.ObjectModel;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>What stands in for the maps that API Gateway sends as null.</summary>
internal static class EmptyMap
{
    public static readonly IReadOnlyDictionary<string, string> Single = ReadOnlyDictionary<string, string>.Empty;
    public static readonly IReadOnlyDictionary<string, string[]> Multi = ReadOnlyDictionary<string, string[]>.Empty;
}
