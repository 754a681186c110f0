using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gatehouse.Functions.Tests.Runtime;

namespace Gatehouse.Functions.Tests.Samples;

/// <summary>The sample as Lambda starts it: a program of its own that polls.</summary>
public sealed class JobsApiTests
{
    [Fact]
    public async Task GetJob_SaysThatItIsDone()
    {
        var answer = await AskAsync(
            """{"resource":"/jobs/{jobId}","path":"/jobs/12345","httpMethod":"GET","pathParameters":{"jobId":"12345"}}""");

        Assert.Equal(200, answer.GetProperty("statusCode").GetInt32());
        Assert.Equal("application/json", answer.GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.Equal("""{"message": "job[12345] is done"}""", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task PostJob_SaysWhichItIs()
    {
        var answer = await AskAsync("""{"resource":"/jobs","path":"/jobs","httpMethod":"POST","body":null}""");

        Assert.Equal(201, answer.GetProperty("statusCode").GetInt32());
        Assert.Matches(
            new Regex("""^\{"message": "job\[[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\] submitted"\}$"""),
            answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task JobIdWithQuotes_StaysInsideTheText()
    {
        var answer = await AskAsync(
            """{"resource":"/jobs/{jobId}","path":"/jobs/x","httpMethod":"GET","pathParameters":{"jobId":"a\"}<é"}}""");

        using var body = JsonDocument.Parse(answer.GetProperty("body").GetString()!);
        Assert.Equal("job[a\"}<é] is done", body.RootElement.GetProperty("message").GetString());
    }

    private static async Task<JsonElement> AskAsync(string payload)
    {
        using var peer = new Peer();
        var architecture = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var program = Checkout.In($"artifacts/bin/JobsApi/{Repository.Configuration}_linux-{architecture}/bootstrap");
        using var function = Process.Start(new ProcessStartInfo(program) { Environment = { ["AWS_LAMBDA_RUNTIME_API"] = peer.Authority } })!;
        try
        {
            using var connection = await peer.AcceptAsync();
            await connection.ReadAsync();
            await connection.SendAsync(PeerConnection.Event("id-1", payload));
            return JsonElement.Parse((await connection.ReadAsync()).BodyText);
        }
        finally
        {
            function.Kill();
            await function.WaitForExitAsync(CancellationToken.None);
        }
    }
}
