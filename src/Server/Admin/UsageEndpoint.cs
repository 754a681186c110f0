using System.Globalization;
using System.Text.Json;
using Gatehouse.Services.ApiGateway.Usage;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Admin;

/// <summary>Serves <c>GET /_gatehouse/usage</c> (<c>?limit=20&amp;after=…</c>) and <c>…/usage/{plan}</c>, by the plan's id or name.</summary>
internal sealed class UsageEndpoint(UsageOverview overview)
{
    private const string Prefix = "/_gatehouse/usage";
    private const int DefaultLimit = 20;

    public static bool Owns(PathString path) => path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            await Json.WriteMessageAsync(http, 405, "Only GET is possible here; UpdateUsage changes what a key has left.");
            return;
        }

        var query = http.Request.Query;
        var limit = DefaultLimit;
        if (query.ContainsKey("limit")
            && (!int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > UsageOverview.MostKeys))
        {
            await Json.WriteMessageAsync(http, 400, $"limit is how many keys of each plan to show, from 1 to {UsageOverview.MostKeys}.");
            return;
        }

        http.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal, out var rest);
        var plan = rest.Value?.Trim('/') is { Length: > 0 } named ? named : null;
        var page = await overview.ReadAsync(plan, query["after"].ToString() is { Length: > 0 } after ? after : null, limit);
        if (plan is not null && page.Plans.Count == 0)
        {
            await Json.WriteMessageAsync(http, 404, $"There is no usage plan with the id or name '{plan}'.");
            return;
        }

        await Json.WriteAsync(http, 200, json => Write(json, page));
    }

    private static void Write(Utf8JsonWriter json, UsagePage page)
    {
        json.WriteStartObject();
        json.WriteString("now", page.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartArray("plans");
        foreach (var plan in page.Plans)
        {
            Write(json, plan);
        }

        json.WriteEndArray();
        if (page.Next is { } next)
        {
            json.WriteString("next", next);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PlanUsage plan)
    {
        json.WriteStartObject();
        json.WriteString("planId", plan.Id);
        json.WriteString("name", plan.Name);
        json.WriteString("account", plan.Scope.Account);
        json.WriteString("region", plan.Scope.Region);
        json.WriteStartArray("stages");
        foreach (var stage in plan.Stages)
        {
            json.WriteStringValue(stage);
        }

        json.WriteEndArray();
        if (plan is { RateLimit: { } rate, BurstLimit: { } burst })
        {
            json.WriteStartObject("throttle");
            json.WriteNumber("rateLimit", rate);
            json.WriteNumber("burstLimit", burst);
            json.WriteEndObject();
        }

        if (plan is { QuotaLimit: { } limit, RollsOver: { } rollsOver })
        {
            json.WriteStartObject("quota");
            json.WriteNumber("limit", limit);
            json.WriteString("period", plan.QuotaPeriod);
            json.WriteString("rollsOver", Midnight(rollsOver));
            json.WriteEndObject();
        }

        json.WriteString("since", Midnight(plan.PeriodStart));
        json.WriteStartArray("keys");
        foreach (var key in plan.Keys)
        {
            json.WriteStartObject();
            json.WriteString("keyId", key.Id);
            json.WriteString("name", key.Name);
            json.WriteBoolean("enabled", key.Enabled);
            json.WriteNumber("used", key.Used);
            if (key.Remaining is { } remaining)
            {
                json.WriteNumber("remaining", remaining);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("moreKeys", plan.HasMoreKeys);
        json.WriteEndObject();
    }

    private static string Midnight(DateOnly day) => day.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture);
}
