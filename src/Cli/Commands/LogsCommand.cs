using System.CommandLine;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse logs</c>: what a function printed, in order over all its sandboxes, and what it prints from now on.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("FUNCTION") { Description = "A function's name or ARN" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what comes, until Ctrl+C" };
        var since = new Option<string?>("--since") { HelpName = "SPAN|TIME", Description = "How far back, for example 10m, 2h, 1d or 2026-12-01T08:00:00Z [default: 10m; with --request all there is]" };
        var filter = new Option<string?>("--filter") { HelpName = "PATTERN", Description = "Only lines that match a filter pattern of CloudWatch Logs, for example ERROR or '{ $.level = \"error\" }'" };
        var request = new Option<string?>("--request") { HelpName = "ID", Description = "Only the lines of one invocation, by its id or by that of the API's request" };
        var scope = new ScopeOptions();
        var json = JsonOutput.Option();
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("logs", "Print a function's log, and follow it.") { name, follow, since, filter, request, scope.Account, scope.Region, json, endpoint };
        command.SetAction((parsed, cancellation) =>
        {
            var query = UrlQuery.Of(
            [
                ("since", parsed.GetValue(since)), ("filter", parsed.GetValue(filter)), ("request", parsed.GetValue(request)),
                ("follow", parsed.GetValue(follow) ? "true" : null), .. scope.Of(parsed),
            ]);
            var lines = new LogLines(parsed.InvocationConfiguration.Output, parsed.GetValue(json), LogLines.MayColor);
            var path = $"/_gatehouse/logs/{Uri.EscapeDataString(parsed.GetValue(name)!)}{query}";
            return RunAsync(path, parsed.GetValue(endpoint), parsed.GetValue(follow), lines, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, string? endpoint, bool follow, LogLines lines, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        try
        {
            using var stream = await server.StreamAsync(path, cancellation);
            while (await stream.ReadLineAsync(cancellation) is { } line)
            {
                if (line.Length > 0)
                {
                    await lines.WriteAsync(line, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 0;
        }
        catch (IOException failure)
        {
            throw new CommandException($"The server is gone: {failure.Message}", failure);
        }
        catch (JsonException failure)
        {
            throw new CommandException("What answers is not Gatehouse: a line of the log is no JSON.", failure);
        }

        return follow ? throw new CommandException("The server ended.") : 0;
    }
}
