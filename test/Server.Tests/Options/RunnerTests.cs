using System.Text.Json;
using Gatehouse.Server.Tests.Images;
using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Options;

/// <summary>What functions run with, as the server's owner chooses it and is told of it.</summary>
public sealed class RunnerTests
{
    [Theory]
    [InlineData("Functions cannot run here with bubblewrap: 'bwrap' was not found;", "--runner", "bubblewrap")]
    [InlineData("Functions cannot run here with oci: 'no-such-runtime' was not found;", "--runner", "oci", "--oci-runtime", "no-such-runtime")]
    [InlineData("Functions cannot run here with docker: the engine at unix:///nowhere/socket cannot be reached:", "--runner", "docker", "--docker-host", "unix:///nowhere/socket")]
    public async Task RunnerThatIsAskedForAndDoesNotWork_StartsNoServer(string expected, params string[] options)
    {
        var end = await GatehouseProcess.ToolAsync(
            "env", ["PATH=/nowhere", GatehouseProcess.Program, "serve", "--data", ":memory:", "--listen", "127.0.0.1:0", .. options]);

        Assert.Equal((1, ""), (end.ExitCode, end.Output));
        Assert.StartsWith($"gatehouse serve: {expected}", Assert.Single(end.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EngineThatTheEnvironmentNames_IsTheOneThatIsAsked()
    {
        var end = await GatehouseProcess.ToolAsync(
            "env", ["DOCKER_HOST=tcp://127.0.0.1:1", GatehouseProcess.Program, "serve", "--data", ":memory:", "--listen", "127.0.0.1:0", "--runner", "docker"]);

        Assert.StartsWith("gatehouse serve: Functions cannot run here with docker: the engine at tcp://127.0.0.1:1 cannot be reached:", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunnerThatTheServerTook_IsShownWithWhy()
    {
        await using var server = await GatehouseProcess.ServeAsync();

        var runner = await RunnerOfAsync(server.Port);
        var end = await server.StopAsync();

        Assert.Equal("bubblewrap", runner.Name);
        Assert.Contains("the best that works here", runner.Reason, StringComparison.Ordinal);
        Assert.Contains("functions: bubblewrap", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OciRuntimeThatIsAskedFor_RunsFunctions()
    {
        await using var server = await StoryServer.StartAsync([], "--runner", "oci", "--oci-runtime", "crun");
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "witness");
        await WitnessImage.PushAsync(server, "witness:1", "crun");

        var said = await server.ScriptAsync($$"""
            role = client('iam').create_role(RoleName='witness', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
            functions = client('lambda')
            functions.create_function(FunctionName='witness', PackageType='Image', Role=role, Timeout=20, Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': '{{server.Registry}}/witness:1'})
            functions.get_waiter('function_active_v2').wait(FunctionName='witness', WaiterConfig={'Delay': 1})
            for event in ['me', 'you']:
                print(functions.invoke(FunctionName='witness', Payload=json.dumps(event))['Payload'].read().decode())
            """);
        var runner = await RunnerOfAsync(server.Port);
        var running = Directory.GetDirectories(Path.Combine(server.Sandboxes, "oci/state"));
        var end = await server.StopAsync();

        Assert.Equal(["\"crun saw me\"", "\"crun saw you\""], said.Split('\n'));
        Assert.Equal("oci", runner.Name);
        Assert.EndsWith("/crun, as asked for", runner.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(running);
        Assert.Contains("functions: oci", end.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(server.Sandboxes, "oci/state")));
    }

    private static async Task<(string? Name, string? Reason)> RunnerOfAsync(int port)
    {
        var health = await GatehouseProcess.CurlAsync($"http://127.0.0.1:{port}/_gatehouse/health");
        var runner = JsonDocument.Parse(health.Output).RootElement.GetProperty("functionRunner");
        return (runner.GetProperty("name").GetString(), runner.GetProperty("reason").GetString());
    }
}
