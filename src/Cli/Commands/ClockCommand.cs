using System.CommandLine;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse clock</c>: shows and moves the time of a server that was started with <c>--test-clock</c>.</summary>
internal static class ClockCommand
{
    private const string Path = "/_gatehouse/clock";

    public static Command Create()
    {
        var span = new Argument<string>("SPAN") { Description = "How far: 30s, 5m, 1h, 1d, 1w, 1d12h, or ISO 8601 such as PT36H" };
        var moment = new Argument<string>("TIME") { Description = "A date, or a date and time of day: 2026-12-01, 2026-12-01T08:00:00Z" };
        var command = Finish(new Command("clock", "Show or move the server's time, for tests. The server must run with --test-clock."), _ => null);
        command.Subcommands.Add(Finish(new Command("show", "Show the time."), _ => null));
        command.Subcommands.Add(Finish(
            new Command("advance", "Step forward: quotas start anew, throttles fill up, caches and tokens expire.") { span },
            parsed => Order("advance", parsed.GetRequiredValue(span))));
        command.Subcommands.Add(Finish(new Command("set", "Go to a date, forwards or back.") { moment }, parsed => Order("set", parsed.GetRequiredValue(moment))));
        command.Subcommands.Add(Finish(new Command("freeze", "Let time stand still."), _ => """{"freeze":true}"""));
        command.Subcommands.Add(Finish(new Command("resume", "Let time run on from where it stands."), _ => """{"resume":true}"""));
        return command;
    }

    /// <param name="command">Gets the options that all of them have.</param>
    /// <param name="order">What to tell the server; null asks it only.</param>
    private static Command Finish(Command command, Func<ParseResult, string?> order)
    {
        var endpoint = ServerConnection.EndpointOption();
        var json = JsonOutput.Option();
        command.Options.Add(endpoint);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(
            order(parsed), parsed.GetValue(endpoint), parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static string Order(string name, string value) => $$"""{"{{name}}":"{{JsonEncodedText.Encode(value)}}"}""";

    private static async Task<int> RunAsync(string? order, string? endpoint, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        using var clock = order is null
            ? await server.FindAsync(Path, cancellation) ?? throw new CommandException("This server has no clock that can be moved.")
            : await server.SendAsync(Path, order, cancellation);
        await output.WriteLineAsync(asJson ? JsonOutput.Of(clock) : clock.RootElement.Text("summary"));
        return 0;
    }
}
