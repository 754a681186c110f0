using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Sandbox.Tests;

public sealed class SuddenDeathTests
{
    [Fact]
    public async Task AKilledServer_TakesItsSandboxesWithItAndTheNextStartClearsTheRest()
    {
        using var folder = new TemporaryFolder();
        using var server = await KillableServer.StartAsync(folder.Path);
        Assert.NotEmpty(Leftovers.Processes(folder.Path));
        var unfinished = Directory.CreateDirectory(Path.Combine(folder.Path, "layers", "new-unfinished"));

        server.Kill();

        await Eventually.True(() => Leftovers.Processes(folder.Path).Length == 0);
        Assert.NotEmpty(Leftovers.Groups(folder.Path));
        await using (SandboxEngine.Start(new SandboxOptions { Folder = folder.Path }, new TestImage(), new CollectedLogs(), TimeProvider.System, NullLoggerFactory.Instance))
        {
            Assert.Empty(Leftovers.Groups(folder.Path));
            Assert.Empty(Leftovers.Mounts(folder.Path));
            Assert.False(unfinished.Exists && Directory.Exists(unfinished.FullName));
        }
    }

    [Fact]
    public async Task AServerThatStops_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var server = await KillableServer.StartAsync(folder.Path);

        server.Stop();

        Assert.Empty(Leftovers.Processes(folder.Path));
        Assert.Empty(Leftovers.Groups(folder.Path));
    }

    [Fact]
    public async Task AnEngineThatEnds_EndsBusySandboxesAndTheirCallersHear()
    {
        var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromMinutes(1) });
        var call = pool.CallAsync("sleep");
        await Eventually.True(() => machine.Logs.Text.Contains("START", StringComparison.Ordinal));

        await machine.DisposeAsync();

        Assert.Equal(InvocationOutcome.FunctionError, (await call).Outcome);
    }

    [Fact]
    public async Task AMachineWithoutAnyRunner_SaysSoAndRefusesCalls()
    {
        await using var machine = Machine.Start(TestImage.Actor(), configure: options => options with { Bubblewrap = "no-such-program", OciRuntime = "no-such-runtime", DockerHost = "unix:///nowhere/socket" });

        Assert.False(machine.Engine.IsAble);
        Assert.Contains("'no-such-program' was not found; install bubblewrap", machine.ServerLog.Text, StringComparison.Ordinal);
        Assert.Equal(InvocationOutcome.Unavailable, (await (await machine.OpenAsync()).CallAsync("x")).Outcome);
    }
}
