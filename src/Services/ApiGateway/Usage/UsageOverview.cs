using Gatehouse.Core;
using Gatehouse.Gateway;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.UsagePlans;

namespace Gatehouse.Services.ApiGateway.Usage;

/// <summary>Who has used how much of which plan, for the server's owner: live numbers of all accounts and regions.</summary>
public sealed class UsageOverview
{
    /// <summary>Plans on one page.</summary>
    public const int PlansAtOnce = 50;

    /// <summary>Keys of one plan that are shown at most.</summary>
    public const int MostKeys = 1000;

    // Of a plan with more used keys than this, the busiest are looked for among so many.
    private const int MostRanked = 10_000;

    private readonly KeyTables _tables;
    private readonly GatewayEngine _engine;
    private readonly TimeProvider _time;

    internal UsageOverview(KeyTables tables, GatewayEngine engine, TimeProvider time) => (_tables, _engine, _time) = (tables, engine, time);

    /// <param name="plan">The id or name of a plan; null for all.</param>
    /// <param name="after">Where the page before this one ended.</param>
    /// <param name="keys">How many keys of each plan, the busiest first.</param>
    public async ValueTask<UsagePage> ReadAsync(string? plan, string? after, int keys)
    {
        var now = _time.GetUtcNow();
        var plans = (await _tables.Plans.LoadAllAsync())
            .Where(row => plan is null || row.Value.Id == plan || row.Value.Name == plan)
            .Select(row => (row.Scope, Plan: row.Value, Place: $"{row.Scope.Account}/{row.Scope.Region}/{row.Id}"))
            .Where(row => string.CompareOrdinal(row.Place, after) > 0)
            .OrderBy(row => row.Place, StringComparer.Ordinal)
            .Take(PlansAtOnce + 1)
            .ToList();
        var page = new List<PlanUsage>();
        foreach (var (scope, shown, _) in plans.Take(PlansAtOnce))
        {
            page.Add(await OfPlanAsync(scope, shown, now, Math.Clamp(keys, 1, MostKeys)));
        }

        return new UsagePage(now, page, plans.Count > PlansAtOnce ? plans[PlansAtOnce - 1].Place : null);
    }

    private async ValueTask<PlanUsage> OfPlanAsync(Scope scope, UsagePlan plan, DateTimeOffset now, int count)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var quota = plan.Quota is { } settings ? KeyModels.Of(settings) : null;
        var period = quota?.Period ?? QuotaPeriod.Month;
        var first = QuotaCalendar.DateOf(QuotaCalendar.PeriodStart(period, QuotaCalendar.DayOf(today)));
        var counters = _engine.Keys.In(scope).Usage;

        // 1. The keys that called since the start, and as many others as are needed to fill the list: never all of a plan with a million keys.
        var listed = await _tables.PlanKeyOrder.ListAsync<string>(scope, plan.Id + "/", null, count, entry => new(entry.Id));
        var candidates = counters.KeysOf(plan.Id).Take(MostRanked).Concat(listed.Items).Distinct(StringComparer.Ordinal);

        // 2. The busiest of them.
        var ranked = candidates
            .Select(id => (Id: id, Days: UsageNumbers.Of(counters, plan, id, first, today, today)))
            .Select(key => (key.Id, Used: key.Days.Sum(day => day[0]), Remaining: key.Days[^1][1]))
            .OrderByDescending(key => key.Used)
            .ThenBy(key => key.Id, StringComparer.Ordinal)
            .ToList();
        var keys = new List<KeyOfPlan>();
        foreach (var (id, used, remaining) in ranked.Take(count))
        {
            var key = (await _tables.Keys.FindAsync(scope, id))?.Key;
            keys.Add(new KeyOfPlan(id, key?.Name, key?.Enabled ?? false, used, quota is null ? null : remaining));
        }

        return new PlanUsage
        {
            Scope = scope,
            Id = plan.Id,
            Name = plan.Name,
            Stages = [.. (plan.ApiStages ?? []).Select(stage => stage.Name())],
            RateLimit = plan.Throttle?.RateLimit,
            BurstLimit = plan.Throttle?.BurstLimit,
            QuotaLimit = plan.Quota?.Limit,
            QuotaPeriod = plan.Quota?.Period,
            PeriodStart = first,
            RollsOver = quota is null ? null : QuotaCalendar.DateOf(QuotaCalendar.PeriodEnd(period, QuotaCalendar.DayOf(today))),
            Keys = keys,
            HasMoreKeys = listed.Next is not null || ranked.Count > count,
        };
    }
}

/// <summary>Some plans; <paramref name="Next"/> asks for those that follow.</summary>
public sealed record UsagePage(DateTimeOffset Now, IReadOnlyList<PlanUsage> Plans, string? Next);

/// <summary>One plan and its busiest keys.</summary>
public sealed record PlanUsage
{
    public required Scope Scope { get; init; }

    public required string Id { get; init; }

    public string? Name { get; init; }

    public required IReadOnlyList<string> Stages { get; init; }

    public double? RateLimit { get; init; }

    public int? BurstLimit { get; init; }

    public int? QuotaLimit { get; init; }

    /// <summary>DAY, WEEK or MONTH; null without a quota, when usage is counted by the month.</summary>
    public string? QuotaPeriod { get; init; }

    public required DateOnly PeriodStart { get; init; }

    /// <summary>The day at whose start (UTC) the quota is granted anew.</summary>
    public DateOnly? RollsOver { get; init; }

    public required IReadOnlyList<KeyOfPlan> Keys { get; init; }

    public required bool HasMoreKeys { get; init; }
}

/// <summary>What one key has used in the current period, and what is left when there is a quota.</summary>
public sealed record KeyOfPlan(string Id, string? Name, bool Enabled, long Used, long? Remaining);
