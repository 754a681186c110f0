using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse usage</c>: what each key has used of its plans, with a bar where there is a quota.</summary>
internal static class UsageCommand
{
    private const int BarWidth = 20;

    public static Command Create()
    {
        var plan = new Argument<string?>("PLAN") { Description = "The id or the name of a usage plan; all plans when left out", Arity = ArgumentArity.ZeroOrOne };
        var limit = NumberOption.Create("--limit", "COUNT", 1, 1000, "How many keys of each plan, the busiest first [default: 20]", "write a number from 1 to 1000");
        var json = JsonOutput.Option();
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("usage", "Show what each key has used of its usage plans.") { plan, limit, json, endpoint };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(plan), parsed.GetValue(limit) ?? 20, parsed.GetValue(json), parsed.GetValue(endpoint), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? plan, int limit, bool asJson, string? endpoint, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        var path = (plan is null ? "/_gatehouse/usage" : $"/_gatehouse/usage/{Uri.EscapeDataString(plan)}") + $"?limit={limit}";
        var (any, next) = (false, "");
        do
        {
            using var usage = await server.FindAsync(path + (next.Length > 0 ? $"&after={Uri.EscapeDataString(next)}" : ""), cancellation)
                ?? throw new CommandException(plan is null ? "This server does not show usage." : $"There is no usage plan with the id or name '{plan}'.");
            if (asJson)
            {
                await output.WriteLineAsync(JsonOutput.Of(usage));
            }

            foreach (var shown in usage.RootElement.Items("plans"))
            {
                if (!asJson)
                {
                    Print(shown, output, separate: any);
                }

                any = true;
            }

            next = usage.RootElement.Text("next");
        }
        while (next.Length > 0);

        if (!any && !asJson)
        {
            await Console.Error.WriteLineAsync("There is no usage plan.");
        }

        return 0;
    }

    private static void Print(JsonElement plan, TextWriter output, bool separate)
    {
        if (separate)
        {
            output.WriteLine();
        }

        output.WriteLine($"{plan.Text("name")} ({plan.Text("planId")}) in {plan.Text("account")}/{plan.Text("region")}: {Limits(plan)}");
        var stages = string.Join(", ", plan.Items("stages").Select(stage => stage.GetString()));
        output.WriteLine($"  stages: {(stages.Length > 0 ? stages : "none")}");
        var keys = plan.Items("keys").ToList();
        var width = keys.Select(key => Name(key).Length).DefaultIfEmpty(0).Max();
        foreach (var key in keys)
        {
            output.WriteLine($"  {Name(key).PadRight(width)}  {Used(key)}{(key.Text("enabled") == "false" ? "  disabled" : "")}");
        }

        if (keys.Count == 0)
        {
            output.WriteLine("  no keys");
        }
        else if (plan.Text("moreKeys") == "true")
        {
            output.WriteLine("  ... and more keys; --limit shows more");
        }
    }

    private static string Limits(JsonElement plan)
    {
        var throttle = plan.Find("throttle") is { } rate ? $"{rate.Text("rateLimit")} a second, burst {rate.Text("burstLimit")}" : "no throttle";
        return plan.Find("quota") is { } quota
            ? $"{throttle}; {quota.Text("limit")} a {quota.Text("period").ToLowerInvariant()}, anew at {quota.Text("rollsOver")}"
            : $"{throttle}; no quota, counted since {plan.Text("since")}";
    }

    private static string Name(JsonElement key) => key.Text("name") is { Length: > 0 } name ? $"{name} ({key.Text("keyId")})" : key.Text("keyId");

    private static string Used(JsonElement key)
    {
        var used = key.Find("used")?.GetInt64() ?? 0;
        if (key.Find("remaining") is not { } remaining)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{used} used");
        }

        var left = remaining.GetInt64();
        var whole = used + left;
        var full = whole == 0 ? BarWidth : (int)Math.Ceiling((double)used * BarWidth / whole);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('.', BarWidth - full)}]  {used} used, {left} left");
    }
}
