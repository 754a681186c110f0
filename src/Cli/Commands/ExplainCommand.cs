using System.CommandLine;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse explain</c>: what became of one request, why it was refused, and what to change.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("REQUEST_ID") 
        {
            Description = "The request id (x-amzn-RequestId of the answer), or 'last'",
            DefaultValueFactory = _ => "last",
        };
        var endpoint = ServerConnection.EndpointOption();
        var json = JsonOutput.Option();
        var command = new Command("explain", "Explain one request: its stages, why it was refused, what to change.") { id, endpoint, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(id), parsed.GetValue(endpoint), parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string id, string? endpoint, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        using var request = await server.FindAsync($"/_gatehouse/requests/{Uri.EscapeDataString(id)}", cancellation)
            ?? throw new CommandException(id == "last"
                ? "No request to an API is known yet."
                : $"The server knows no request '{id}'. It keeps the latest ones; 'gatehouse requests' lists them.");
        if (asJson)
        {
            await output.WriteLineAsync(JsonOutput.Of(request));
            return 0;
        }

        Print(request.RootElement, output);
        return 0;
    }

    private static void Print(JsonElement answer, TextWriter output)
    {
        var request = answer.Find("request") ?? default;
        output.WriteLine($"{request.Text("method")} {request.Text("path")} -> {request.Text("status")} in {request.Milliseconds("durationMs")}");
        output.WriteLine($"  request {request.Text("requestId")} at {request.Text("time")}, API {request.Text("apiId")}, stage {request.Text("stage")}");

        var steps = answer.Items("steps").Select(step => (Name: step.Text("name"), Time: step.Microseconds("microseconds"), Outcome: step.Text("outcome"))).ToList();
        if (steps.Count > 0)
        {
            var (names, times) = (steps.Max(step => step.Name.Length), steps.Max(step => step.Time.Length));
            output.WriteLine();
            output.WriteLine("Stages:");
            foreach (var (name, time, outcome) in steps)
            {
                output.WriteLine($"  {name.PadRight(names)}  {time.PadLeft(times)}  {outcome}".TrimEnd());
            }
        }

        if (answer.Find("refusal") is { ValueKind: JsonValueKind.Object } refusal)
        {
            output.WriteLine();
            output.WriteLine($"Refused: {refusal.Text("kind")}");
            Paragraph(output, refusal.Text("explanation"));
            foreach (var (name, value) in refusal.Members("compared"))
            {
                output.WriteLine($"    {name}: {value}");
            }

            var (advice, fix) = (refusal.Text("advice"), refusal.Text("terraform"));
            if (advice.Length + fix.Length > 0)
            {
                output.WriteLine();
                output.WriteLine("What to change:");
                Paragraph(output, advice);
                Paragraph(output, fix);
            }
        }
    }

    private static void Paragraph(TextWriter output, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            output.WriteLine($"  {line}");
        }
    }
}
