using System.Diagnostics;

namespace Gatehouse.Logs.Tests.Stories;

public sealed class TailTests
{
    [Fact]
    public async Task FollowedTail_ShowsEachEventOnce()
    {
        await using var host = await LogsHost.StartAsync();
        Append(host, "before");
        await host.Engine.FlushAsync(TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(
            "aws",
            ["--endpoint-url", host.Wire.Address.ToString(), "--region", "us-east-1", "logs", "tail", "/aws/lambda/f", "--follow", "--since", "5m", "--format", "short", "--filter-pattern=-hidden"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = "000000000000";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        using var aws = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var lines = new List<string?>();
        try
        {
            lines.Add(await aws.StandardOutput.ReadLineAsync(limit.Token));
            Append(host, "hidden");
            Append(host, "after 1");
            Append(host, "after 2");
            lines.Add(await aws.StandardOutput.ReadLineAsync(limit.Token));
            lines.Add(await aws.StandardOutput.ReadLineAsync(limit.Token));
        }
        finally
        {
            aws.Kill(entireProcessTree: true);
        }

        Assert.Equal(["before", "after 1", "after 2"], lines.Select(line => line!.Split(' ', 2)[1]));
    }

    private static void Append(LogsHost host, string message) =>
        host.Engine.Append("000000000000", "us-east-1", "/aws/lambda/f", "s", TimeProvider.System.GetUtcNow(), message);
}
