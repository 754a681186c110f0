using System.Text.Json;
using Gatehouse.Server.Tests.Stories;
using Gatehouse.Server.Tests.Telemetry;

namespace Gatehouse.Server.Tests.Watching;

/// <summary><c>gatehouse functions</c> on functions that run, fail and are refused.</summary>
[Collection(WatchedStories.Name)]
public sealed class FunctionsTests(WatchedApi watched)
{
    [Fact]
    public async Task Functions_AreShownWithWhatTheyDoAndWhatFailed()
    {
        await watched.Server.ScriptAsync("""
            functions = client('lambda')
            made = functions.get_function(FunctionName='echo')
            def create(functions, name):
                functions.create_function(FunctionName=name, PackageType='Image', Role=made['Configuration']['Role'], Timeout=1, MemorySize=512,
                    Code={'ImageUri': made['Code']['ImageUri']}, Architectures=made['Configuration']['Architectures'])
                functions.get_waiter('function_active_v2').wait(FunctionName=name)
            create(functions, 'seen')
            functions.publish_version(FunctionName='seen')
            functions.get_waiter('function_active_v2').wait(FunctionName='seen', Qualifier='1')
            functions.create_alias(FunctionName='seen', Name='live', FunctionVersion='1')
            for path in ['/fine', '/error']:
                functions.invoke(FunctionName='seen', Payload=json.dumps({'path': path}))
            functions.invoke(FunctionName='seen', Qualifier='live', Payload='{}')
            """);

        var list = await CommandAsync("functions");
        var detail = await CommandAsync("functions", "seen");

        // They stand still once they have idled for 50 ms, or a little later on a busy machine.
        for (var look = 0; look < 50 && detail.Split(" frozen ").Length < 3; look++)
        {
            detail = await CommandAsync("functions", "seen");
        }

        using var document = JsonDocument.Parse(await CommandAsync("functions", "arn:aws:lambda:us-east-1:000000000000:function:seen", "--json"));

        var line = Assert.Single(list.Split('\n'), line => line.StartsWith("seen ", StringComparison.Ordinal));
        Assert.Matches(@"^seen +Active +1 +echo:1 +2 idle +- +\d+/512 MB +3 +1 +0 +20\S+Z Runtime.Unknown [0-9a-f-]{36}$", line);
        Assert.Matches(@"since start +3 invocations, 1 errors \(0 timeouts\), 0 throttles", detail);
        Assert.Contains("it went wrong", detail, StringComparison.Ordinal);
        Assert.Matches(@"\n  1 +live +Active +echo:1 +1 idle ", detail);
        Assert.Contains("/aws/lambda/seen", detail, StringComparison.Ordinal);
        Assert.Matches(@"\n  20\S+\[1\]\S+ +frozen +1 +\d+ MB", detail);
        var function = document.RootElement.GetProperty("functions")[0];
        Assert.Equal(("seen", 2), (function.GetProperty("name").GetString(), function.GetProperty("sandboxes").GetProperty("idle").GetInt32()));
        Assert.InRange(function.GetProperty("memory").GetProperty("peakBytes").GetInt64(), 1 << 20, 512L << 20);
        Assert.Equal(512L << 20, function.GetProperty("memory").GetProperty("limitBytes").GetInt64());
        Assert.Equal(2, function.GetProperty("versions").GetArrayLength());
    }

    [Fact]
    public async Task FunctionThatIsNotThere_IsSaidToBe()
    {
        var end = await watched.Server.CommandAsync("functions", "nobody");
        var elsewhere = await watched.Server.CommandAsync("functions", "echo", "--region", "eu-west-1");

        Assert.Equal((1, 1), (end.ExitCode, elsewhere.ExitCode));
        Assert.Contains("There is no function 'nobody'", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("functions")]
    [InlineData("logs/echo")]
    public async Task WebPagesAndFunctions_AreKeptOut(string path)
    {
        var url = watched.Server.Address + "_gatehouse/" + path;
        var page = await Answer.OfAsync("-H", "Origin: https://example.com", url);
        var renamed = await Answer.OfAsync("-H", "Host: example.com", url);
        var function = await watched.Server.ScriptAsync($$"""
            print(client('lambda').invoke(FunctionName='echo', Payload=json.dumps({'ask': [{'path': '/_gatehouse/{{path}}'}]}))['Payload'].read().decode())
            """);

        Assert.Equal((403, 403, "[403]"), (page.Status, renamed.Status, function));
    }

    private async Task<string> CommandAsync(params string[] arguments)
    {
        var end = await watched.Server.CommandAsync(arguments);
        Assert.True(end.ExitCode == 0, end.Error);
        return end.Output;
    }
}
