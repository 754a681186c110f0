namespace Gatehouse.Server.Tests.Options;

public sealed class FunctionNetworkTests
{
    [Fact]
    public async Task ServerWhoseFunctionsShareTheMachinesNetwork_SaysSoEverywhere()
    {
        await using var server = await GatehouseProcess.ServeAsync(more: ["--function-network", "host"]);

        var health = await GatehouseProcess.CurlAsync($"http://127.0.0.1:{server.Port}/_gatehouse/health");
        var end = await server.StopAsync();

        Assert.Contains("""
            "functionNetwork":"host"
            """, health.Output, StringComparison.Ordinal);
        Assert.Contains("functions' network: HOST", end.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: functions share this machine's network.", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NatWithoutATranslator_StartsNoServer()
    {
        var end = await GatehouseProcess.ToolAsync(
            "env", "PATH=/nowhere", GatehouseProcess.Program, "serve", "--data", ":memory:", "--listen", "127.0.0.1:0", "--function-network", "nat");

        Assert.Equal(1, end.ExitCode);
        Assert.Contains("needs slirp4netns, or pasta (package passt) and bubblewrap, and neither was found", end.Error, StringComparison.Ordinal);
    }
}
