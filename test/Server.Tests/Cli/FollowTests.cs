using System.Diagnostics;
using Gatehouse.Server.Tests.Clock;

namespace Gatehouse.Server.Tests.Cli;

public sealed class FollowTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Follow_ShowsRequestsAsTheyEndAndTheServerEndsInTime()
    {
        await using var api = await KeyedMock.StartAsync("description='unlimited'");
        using var follow = Process.Start(new ProcessStartInfo(
            GatehouseProcess.Program, ["requests", "--follow", "--status", "200", "--api", api.Api, "--endpoint", $"http://127.0.0.1:{api.Address.Port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await follow.StandardError.ReadLineAsync().WaitAsync(Patience);

        await GatehouseProcess.CurlAsync(api.Url);
        await api.CallAsync();
        var line = await follow.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var begun = TimeProvider.System.GetTimestamp();
        var end = await api.StopAsync();
        await follow.WaitForExitAsync().WaitAsync(Patience);

        Assert.Contains("  200  ", line, StringComparison.Ordinal);
        Assert.EndsWith($"GET /_aws/execute-api/{api.Api}/v1/ping", line, StringComparison.Ordinal);
        Assert.Equal((0, 1), (end.ExitCode, follow.ExitCode));
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
