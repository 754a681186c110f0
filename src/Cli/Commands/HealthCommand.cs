using System.CommandLine;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse health</c>: is the server there, and is each part of it ready?</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("health", "Show whether the server and each part of it is ready. Exit code 1 when not.") { endpoint };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(endpoint), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? endpoint, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        using var health = await server.FindAsync("/_gatehouse/health", cancellation)
            ?? throw new CommandException("What answers there is not Gatehouse: it has no /_gatehouse/health.");

        var status = health.RootElement.Text("status");
        await output.WriteLineAsync($"{status} (Gatehouse {health.RootElement.Text("version")})");
        if (health.RootElement.Find("testClock") is { } clock)
        {
            await output.WriteLineAsync($"  test clock: {clock.Text("summary")}");
        }

        if (health.RootElement.TryGetProperty("parts", out var parts) && parts.ValueKind == JsonValueKind.Object)
        {
            foreach (var part in parts.EnumerateObject())
            {
                await output.WriteLineAsync($"  {part.Name}: {part.Value.Text("status")} {part.Value.Text("detail")}".TrimEnd());
            }
        }

        return status == "ok" ? 0 : 1;
    }
}
