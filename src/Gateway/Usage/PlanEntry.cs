using System.Collections.Frozen;
using Gatehouse.Gateway.Model;

namespace Gatehouse.Gateway.Usage;

/// <summary>A plan as requests see it; its state is replaced as a whole.</summary>
internal sealed class PlanEntry(PlanState state)
{
    private PlanState _state = state;
    private bool _isRemoved;

    public PlanState State
    {
        get => Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, value);
    }

    /// <summary>Set when the plan was deleted: keys that still hold it pass it over.</summary>
    public bool IsRemoved
    {
        get => Volatile.Read(ref _isRemoved);
        set => Volatile.Write(ref _isRemoved, value);
    }
}

/// <summary>A plan with its limits in clock ticks and its stages by <c>api:stage</c>.</summary>
internal sealed class PlanState(PlanModel model, long ticksPerSecond)
{
    public PlanModel Model { get; } = model;

    public BucketRate Rate { get; } = BucketRate.Of(model.Throttle, ticksPerSecond);

    public FrozenDictionary<string, PlanStage> Stages { get; } = model.Stages
        .DistinctBy(stage => StageKey(stage.ApiId, stage.StageName))
        .ToFrozenDictionary(stage => StageKey(stage.ApiId, stage.StageName), stage => new PlanStage(stage, ticksPerSecond), StringComparer.Ordinal);

    public static string StageKey(string apiId, string stageName) => $"{apiId}:{stageName}";
}

/// <summary>What a plan says about one stage.</summary>
internal sealed class PlanStage(PlanStageModel model, long ticksPerSecond)
{
    // A plan may name a method in two spellings (/items/GET and items/GET); the last one counts.
    private readonly Dictionary<string, (Throttle Limit, BucketRate Rate)> _methods = model.MethodThrottles
        .GroupBy(pair => ThrottleKeys.Normalize(pair.Key), pair => pair.Value, StringComparer.Ordinal)
        .ToDictionary(spellings => spellings.Key, spellings => (spellings.Last(), BucketRate.Of(spellings.Last(), ticksPerSecond)), StringComparer.Ordinal);

    public bool TryGetMethodLimit(string throttleKey, out Throttle limit, out BucketRate rate)
    {
        (limit, rate) = (default, default);
        if (_methods.Count == 0 || !_methods.TryGetValue(throttleKey, out var found))
        {
            return false;
        }

        (limit, rate) = found;
        return true;
    }
}
