using System.Text.Json;

namespace Gatehouse.Functions.Tests.Runtime;

public sealed class ErrorTests
{
    [Fact]
    public async Task ExceptionOfTheHandler_IsReportedAndTheFunctionGoesOn()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(peer, (payload, reply, context) =>
        {
            RunningFunction.Write(reply, "half a rep");
            return payload.Length == 1
                ? throw new InvalidOperationException("No job \"1\".", new TimeoutException("too slow"))
                : RunningFunction.Bracket(payload, reply, context);
        });
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Event("a", "1"));

        var report = await connection.ReadAsync();
        await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Accepted + PeerConnection.Event("b", "22"));

        Assert.Equal("POST /2018-06-01/runtime/invocation/a/error HTTP/1.1", report.Line);
        Assert.Equal("Function.UnhandledException", report.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("application/vnd.aws.lambda.error+json", report.Headers["Content-Type"]);
        using var error = JsonDocument.Parse(report.Body);
        Assert.Equal("No job \"1\".", error.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal("InvalidOperationException", error.RootElement.GetProperty("errorType").GetString());
        Assert.Contains(nameof(ErrorTests), error.RootElement.GetProperty("stackTrace")[0].GetString());
        Assert.Equal("TimeoutException", error.RootElement.GetProperty("cause").GetProperty("errorType").GetString());
        Assert.Equal("half a rep[22]", (await connection.ReadAsync()).BodyText);
        Assert.Contains("a failed: System.InvalidOperationException: No job", function.Log);
    }

    [Fact]
    public async Task ExceptionOfTheInitialization_IsReportedAndEndsTheProgramWithOne()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(
            peer, async () =>
            {
                await Task.Yield();
                throw new FormatException("TABLE is not set");
            });
        using var connection = await peer.AcceptAsync();

        var report = await connection.ReadAsync();
        await connection.SendAsync(PeerConnection.Accepted);

        Assert.Equal("POST /2018-06-01/runtime/init/error HTTP/1.1", report.Line);
        Assert.Equal("Runtime.InitError", report.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Contains("\"errorMessage\":\"TABLE is not set\",\"errorType\":\"FormatException\"", report.BodyText);
        Assert.Equal(1, await function.Completion);
    }

    [Fact]
    public async Task EventThatIsNotTheTypeAsked_IsAFunctionError()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(
            peer, Function.Handler<JobCounts, JobCounts>((counts, _) => new(counts), TestJson.Default.JobCounts, TestJson.Default.JobCounts));
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event("a", "{\"done\":\"many\"}"));

        var report = await connection.ReadAsync();
        Assert.Contains("/invocation/a/error", report.Line);
        Assert.Contains("\"errorType\":\"JsonException\"", report.BodyText);
    }

    [Fact]
    public async Task TypedHandler_ReadsAndWritesByContract()
    {
        using var peer = new Peer();
        await using var function = new RunningFunction(
            peer,
            Function.Handler<JobCounts, JobCounts>(
                (counts, _) => new(counts with { Done = counts.Done + 1 }), TestJson.Default.JobCounts, TestJson.Default.JobCounts));
        using var connection = await peer.AcceptAsync();
        await connection.ReadAsync();

        await connection.SendAsync(PeerConnection.Event("a", "{\"done\":41}"));

        Assert.Equal("{\"done\":42}", (await connection.ReadAsync()).BodyText);
    }
}
