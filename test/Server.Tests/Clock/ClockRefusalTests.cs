namespace Gatehouse.Server.Tests.Clock;

public sealed class ClockRefusalTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("clock")]
    [InlineData("clock", "show")]
    [InlineData("clock", "advance", "1d")]
    [InlineData("clock", "freeze")]
    public async Task ServerWithoutTheFlag_RefusesAndSaysHowToStartIt(params string[] command)
    {
        var end = await GatehouseProcess.RunAsync([.. command, "--endpoint", server.Http]);
        var status = await GatehouseProcess.CurlAsync("-o", "/dev/null", "-w", "%{response_code}", server.Http + "/_gatehouse/clock");
        var health = await GatehouseProcess.CurlAsync(server.Http + "/_gatehouse/health");

        Assert.Equal(1, end.ExitCode);
        Assert.Equal("gatehouse: This server goes by real time. To move its time, start it with 'gatehouse serve --test-clock'.\n", end.Error);
        Assert.Equal("403", status.Output);
        Assert.DoesNotContain("testClock", health.Output, StringComparison.Ordinal);
    }
}
