namespace Gatehouse.Gateway.Model;

/// <summary>Everything that is served, immutable. Publishing copies the outer table only: its size is the number of APIs.</summary>
internal sealed class GatewaySnapshot
{
    private readonly Dictionary<string, Dictionary<string, CompiledStage>> _apis;

    private GatewaySnapshot(Dictionary<string, Dictionary<string, CompiledStage>> apis) => _apis = apis;

    public static GatewaySnapshot Empty { get; } = new(new(StringComparer.Ordinal));

    /// <summary>The stage, or null; <paramref name="stages"/> says which ones the API has, null when there is no such API.</summary>
    public CompiledStage? Find(ReadOnlySpan<char> apiId, ReadOnlySpan<char> stageName, out IReadOnlyCollection<string>? stages)
    {
        if (!_apis.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(apiId, out var api))
        {
            stages = null;
            return null;
        }

        stages = api.Keys;
        return api.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(stageName, out var stage) ? stage : null;
    }

    public CompiledStage? Find(string apiId, string stageName) => Find(apiId, stageName, out _);

    /// <summary>Some stage of the API, for what all its stages agree on.</summary>
    public CompiledStage? AnyStage(ReadOnlySpan<char> apiId) =>
        _apis.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(apiId, out var api) ? api.Values.FirstOrDefault() : null;

    public GatewaySnapshot With(CompiledStage stage)
    {
        var apis = new Dictionary<string, Dictionary<string, CompiledStage>>(_apis, StringComparer.Ordinal);
        apis[stage.Model.ApiId] = new(apis.GetValueOrDefault(stage.Model.ApiId) ?? [], StringComparer.Ordinal)
        {
            [stage.Model.StageName] = stage,
        };
        return new(apis);
    }

    public GatewaySnapshot Without(string apiId, string stageName)
    {
        if (!_apis.TryGetValue(apiId, out var stages) || !stages.ContainsKey(stageName))
        {
            return this;
        }

        var apis = new Dictionary<string, Dictionary<string, CompiledStage>>(_apis, StringComparer.Ordinal);
        var left = new Dictionary<string, CompiledStage>(stages, StringComparer.Ordinal);
        left.Remove(stageName);
        if (left.Count == 0)
        {
            apis.Remove(apiId);
        }
        else
        {
            apis[apiId] = left;
        }

        return new(apis);
    }
}
