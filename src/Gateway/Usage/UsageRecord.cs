using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>One key's use of one plan, in the form that a service stores.</summary>
public sealed record UsageRecord(Scope Scope, string PlanId, string KeyId)
{
    /// <summary>The first day of the quota period that <see cref="PeriodUsed"/> belongs to, in days since 1970-01-01.</summary>
    public required int PeriodStart { get; init; }

    public required long PeriodUsed { get; init; }

    /// <summary>The day of the first call, in days since 1970-01-01: a quota's offset applies in its period only.</summary>
    public required int FirstDay { get; init; }

    public required IReadOnlyList<DayUsage> Days { get; init; }
}

/// <summary>The calls that counted on one day (UTC).</summary>
public readonly record struct DayUsage(DateOnly Day, long Used);

/// <summary>What is to be stored: the usage that changed, and the pairs of plan and key whose usage is to be dropped.</summary>
public sealed record UsageChanges(IReadOnlyList<UsageRecord> Records, IReadOnlyList<(string PlanId, string KeyId)> Gone)
{
    public bool IsEmpty => Records.Count + Gone.Count == 0;

    internal KeyValuePair<(string PlanId, string KeyId), long>[] Settled { get; init; } = [];
}
