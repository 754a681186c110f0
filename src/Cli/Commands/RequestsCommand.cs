using System.CommandLine;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse requests</c>: the latest requests to APIs, newest first.</summary>
internal static class RequestsCommand
{
    public static Command Create()
    {
        var status = new Option<int?>("--status") { HelpName = "CODE", Description = "Only requests that were answered with this status, for example 403" };
        status.Validators.Add(result =>
        {
            // Text that is no number at all is the parser's to report.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var code) && code is < 100 or > 599)
            {
                result.AddError("--status: write an HTTP status from 100 to 599.");
            }
        });
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("requests", "List the latest requests to APIs, newest first.") { status, endpoint };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(status), parsed.GetValue(endpoint), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int? status, string? endpoint, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        var path = "/_gatehouse/requests" + (status is null ? "" : $"?status={status}");
        using var requests = await server.FindAsync(path, cancellation)
            ?? throw new CommandException("This server does not keep its requests.");

        var any = false;
        foreach (var request in requests.RootElement.Items("requests"))
        {
            any = true;
            await output.WriteLineAsync(
                $"{request.Text("time")}  {request.Text("requestId")}  {request.Text("status")}  {request.Milliseconds("durationMs"),10}  {request.Text("method")} {request.Text("path")}  {request.Text("reason")}".TrimEnd());
        }

        if (!any)
        {
            await Console.Error.WriteLineAsync(status is null ? "No request to an API is known yet." : $"No request with status {status} is known.");
        }

        return 0;
    }
}
