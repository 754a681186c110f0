using Gatehouse.Gateway.Model;

namespace Gatehouse.Gateway.Usage;

/// <summary>An API key as the gateway needs it.</summary>
public sealed record KeyModel
{
    public required string Id { get; init; }

    public required string Value { get; init; }

    public string? Name { get; init; }

    public string? CustomerId { get; init; }

    public bool Enabled { get; init; } = true;
}

/// <summary>A usage plan as the gateway needs it.</summary>
public sealed record PlanModel
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<PlanStageModel> Stages { get; init; } = [];

    /// <summary>Per key, over all stages of the plan.</summary>
    public Throttle? Throttle { get; init; }

    public QuotaModel? Quota { get; init; }
}

/// <summary>An API's stage in a plan, with limits for single methods (<c>/path/VERB</c>).</summary>
public sealed record PlanStageModel(string ApiId, string StageName)
{
    public IReadOnlyDictionary<string, Throttle> MethodThrottles { get; init; } = new Dictionary<string, Throttle>();
}

/// <summary>How many requests a key may make in a calendar period (UTC).</summary>
public sealed record QuotaModel(long Limit, QuotaPeriod Period)
{
    /// <summary>Subtracted from the limit in the first period, as AWS's reference says.</summary>
    public int Offset { get; init; }
}

public enum QuotaPeriod
{
    Day,
    Week,
    Month,
}
