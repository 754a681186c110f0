using System.Diagnostics;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Sandbox.Tests;

/// <summary>Sandboxes that idle, whoever started them.</summary>
public abstract partial class RunnerContractTests
{
    [Fact]
    public async Task WhatAFunctionLeavesRunning_StandsStillWhereTheRunnerFreezes()
    {
        var mark = Guid.NewGuid().ToString("N");
        var pool = await OpenAsync(revision => revision with { Command = [mark] });
        for (var call = 0; call < 3; call++)
        {
            Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
            var processes = Leftovers.Marked(mark);

            await Eventually.True(() => processes.All(Leftovers.IsFrozenProcess) || !runner.Freezes);

            var watch = Stopwatch.StartNew();
            await Eventually.True(() => watch.Elapsed > 2 * Freezer.Patience);
            Assert.NotEmpty(processes);
            Assert.All(processes, process => Assert.Equal(runner.Freezes, Leftovers.IsFrozenProcess(process)));
        }

        Assert.Equal(1, pool.Sandboxes);
        await pool.RetireAsync();
        await Eventually.True(() => Leftovers.Marked(mark).Length == 0);
    }

    [Fact]
    public async Task AServerThatIsKilled_TakesIdleSandboxesWithItToo()
    {
        using var folder = new TemporaryFolder();
        var mark = Guid.NewGuid().ToString("N");
        var options = runner.Configure(new SandboxOptions { Folder = folder.Path });
        using var server = await KillableServer.StartAsync(options, work: null, mark);
        var processes = Leftovers.Marked(mark);
        Assert.NotEmpty(processes);
        await Eventually.True(() => processes.All(Leftovers.IsFrozenProcess) || !runner.Freezes);

        server.Kill();

        await Eventually.True(() => Leftovers.Marked(mark).Length == 0);
        await using (SandboxEngine.Start(options, new TestImage(), new CollectedLogs(), TimeProvider.System, NullLoggerFactory.Instance))
        {
            Assert.Empty(runner.Leftovers(folder.Path));
            Assert.Empty(Leftovers.Groups(folder.Path));
        }
    }
}
