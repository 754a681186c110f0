using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse requests</c>: the latest requests to APIs, newest first, or each as it ends.</summary>
internal static class RequestsCommand
{
    private const string Path = "/_gatehouse/requests";

    public static Command Create()
    {
        var status = NumberOption.Create("--status", "CODE", 100, 599, "Only requests that were answered with this status, for example 403", "write an HTTP status from 100 to 599");
        var limit = NumberOption.Create("--limit", "COUNT", 1, 1000, "How many at most [default: 50]", "write a number from 1 to 1000");
        var api = new Option<string?>("--api") { HelpName = "ID", Description = "Only requests to this API" };
        var stage = new Option<string?>("--stage") { HelpName = "NAME", Description = "Only requests to stages of this name" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Show requests as they end, until Ctrl+C" };
        var json = JsonOutput.Option();
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("requests", "List the latest requests to APIs, newest first, or follow them live.") { follow, status, api, stage, limit, json, endpoint };
        command.SetAction((parsed, cancellation) =>
        {
            var query = UrlQuery.Of(
                ("status", parsed.GetValue(status)?.ToString(CultureInfo.InvariantCulture)),
                ("api", parsed.GetValue(api)),
                ("stage", parsed.GetValue(stage)),
                ("limit", parsed.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)),
                ("follow", parsed.GetValue(follow) ? "true" : null));
            var output = parsed.InvocationConfiguration.Output;
            return parsed.GetValue(follow)
                ? FollowAsync(query, parsed.GetValue(endpoint), parsed.GetValue(json), output, cancellation)
                : ListAsync(query, parsed.GetValue(endpoint), parsed.GetValue(json), output, cancellation);
        });
        return command;
    }

    private static async Task<int> ListAsync(string query, string? endpoint, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        using var requests = await server.FindAsync(Path + query, cancellation)
            ?? throw new CommandException("This server does not keep its requests.");
        if (asJson)
        {
            await output.WriteLineAsync(JsonOutput.Of(requests));
            return 0;
        }

        var any = false;
        foreach (var request in requests.RootElement.Items("requests"))
        {
            any = true;
            await output.WriteLineAsync(Line(request));
        }

        if (!any)
        {
            await Console.Error.WriteLineAsync(query.Length == 0 ? "No request to an API is known yet." : "No such request is known.");
        }

        return 0;
    }

    private static async Task<int> FollowAsync(string query, string? endpoint, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        try
        {
            using var lines = await server.StreamAsync(Path + query, cancellation);
            await Console.Error.WriteLineAsync("Following requests; Ctrl+C ends.");
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                if (line.Length > 0)
                {
                    await output.WriteLineAsync(asJson ? line : Shown(line));
                    await output.FlushAsync(cancellation);
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException && cancellation.IsCancellationRequested)
        {
            return 0;
        }
        catch (IOException failure)
        {
            throw new CommandException($"The server is gone: {failure.Message}", failure);
        }

        throw new CommandException("The server ended.");
    }

    private static string Shown(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Text("lost") is { Length: > 0 } lost
            ? $"... {lost} requests are not shown: they came faster than they could be written here."
            : Line(document.RootElement);
    }

    private static string Line(JsonElement request) =>
        $"{request.Text("time")}  {request.Text("requestId")}  {request.Text("status")}  {request.Milliseconds("durationMs"),10}  {request.Text("method")} {request.Text("path")}  {request.Text("reason")}".TrimEnd();
}
