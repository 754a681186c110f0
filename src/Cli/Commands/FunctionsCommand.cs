using System.CommandLine;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse functions</c>: what functions there are, what their sandboxes do, and what failed last.</summary>
internal static class FunctionsCommand
{
    private const string Path = "/_gatehouse/functions";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var name = new Argument<string?>("FUNCTION") { Description = "A function's name or ARN, for all about it; all functions when left out", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it anew every second, until Ctrl+C" };
        var scope = new ScopeOptions();
        var json = JsonOutput.Option();
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("functions", "Show functions: their sandboxes, state, memory, counts and last errors.") { name, watch, scope.Account, scope.Region, json, endpoint };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = ServerConnection.Open(parsed.GetValue(endpoint));
            var view = new View(server, parsed.GetValue(name), UrlQuery.Of(scope.Of(parsed)), parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            return parsed.GetValue(watch) ? await WatchAsync(view, cancellation) : await view.ShowAsync(cancellation);
        });
        return command;
    }

    private static async Task<int> WatchAsync(View view, CancellationToken cancellation)
    {
        try
        {
            using var timer = new PeriodicTimer(s_interval, TimeProvider.System);
            do
            {
                if (!Console.IsOutputRedirected)
                {
                    // To the top left, and nothing of the last picture below.
                    await Console.Out.WriteAsync("\e[H\e[J");
                }

                await view.ShowAsync(cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl+C is how it ends.
        }

        return 0;
    }

    private sealed class View(ServerConnection server, string? name, string query, bool asJson, TextWriter output)
    {
        public async Task<int> ShowAsync(CancellationToken cancellation)
        {
            var path = name is null ? Path : $"{Path}/{Uri.EscapeDataString(name)}";
            using var document = await server.FindAsync(path + query, cancellation)
                ?? throw new CommandException(name is null ? "This server does not show its functions." : $"There is no function '{name}' here.");
            if (asJson)
            {
                await output.WriteLineAsync(JsonOutput.Of(document));
                return 0;
            }

            JsonElement[] functions = [.. document.RootElement.Items("functions")];
            if (name is not null)
            {
                Array.ForEach(functions, function => FunctionText.Describe(function, output));
            }
            else if (functions.Length > 0)
            {
                FunctionText.List(functions, output);
            }
            else
            {
                await Console.Error.WriteLineAsync("There is no function yet.");
            }

            await output.FlushAsync(cancellation);
            return 0;
        }
    }
}
