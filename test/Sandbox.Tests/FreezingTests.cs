using System.Diagnostics;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class FreezingTests
{
    [Fact]
    public async Task WhatAFunctionLeavesRunning_StandsStillUntilItsNextInvocation()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        await pool.CallAsync("spin");
        await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 1);

        var before = Leftovers.ProcessorTime(machine.Folder);
        var watch = Stopwatch.StartNew();
        await Eventually.True(() => watch.ElapsedMilliseconds > 300);
        var after = Leftovers.ProcessorTime(machine.Folder);
        await pool.CallAsync("pause", "200");

        Assert.Equal(before, after);
        Assert.True(Leftovers.ProcessorTime(machine.Folder) > after);
        Assert.Equal(1, pool.Sandboxes);
    }

    [Fact]
    public async Task ASandbox_IsFrozenOnceItHasIdledForAWhileAndNotBefore()
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(TestImage.Actor(), time);
        var pool = await machine.OpenAsync();
        for (var call = 0; call < 5; call++)
        {
            await pool.CallAsync("x");
            time.Advance(Freezer.Patience / 2);
        }

        Assert.Equal(0, Leftovers.Frozen(machine.Folder));
        await Eventually.True(() =>
        {
            time.Advance(Freezer.Patience / 2);
            return Leftovers.Frozen(machine.Folder) == 1;
        });
    }

    [Fact]
    public async Task ARuntimeThatPollsBeforeItHasItsAnswer_GetsItAndGoesOnAfterEveryPause()
    {
        await using var machine = Machine.Start(TestImage.Actor("fast"));
        var pool = await machine.OpenAsync();
        for (var round = 0; round < 3; round++)
        {
            for (var call = 0; call < 20; call++)
            {
                Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
            }

            await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 1);
        }

        Assert.Equal(1, pool.Sandboxes);
    }

    [Fact]
    public async Task ARuntimeThatHangsUpWhileItIdles_IsFrozenToo()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        await pool.CallAsync("hangup");

        await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 1);

        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        Assert.Equal(1, pool.Sandboxes);
    }

    [Fact]
    public async Task AFrozenSandbox_EndsWithItsPoolAndWithTheEngine()
    {
        var machine = Machine.Start(TestImage.Actor());
        var retired = await machine.OpenAsync();
        var kept = await machine.OpenAsync();
        await Task.WhenAll(retired.CallAsync("orphan"), kept.CallAsync("orphan"));
        await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 2);

        await retired.RetireAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 1);
        await machine.DisposeAsync();

        Assert.Empty(Leftovers.Processes(machine.Folder));
        Assert.Empty(Leftovers.Groups(machine.Folder));
    }

    [Fact]
    public async Task AFrozenSandboxThatIdledTooLong_IsReaped()
    {
        await using var machine = Machine.Start(TestImage.Actor(), configure: options => options with { IdleTimeout = TimeSpan.FromMilliseconds(500) });
        var pool = await machine.OpenAsync();
        await pool.CallAsync("spin");
        await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 1);

        await Eventually.True(() => pool.Sandboxes == 0 && Leftovers.Groups(machine.Folder).Length == 0);
    }

    [Fact]
    public async Task AKilledServer_TakesFrozenSandboxesWithItAndTheNextStartClearsTheRest()
    {
        using var folder = new TemporaryFolder();
        using var server = await KillableServer.StartAsync(folder.Path, work: null);
        await Eventually.True(() => Leftovers.Frozen(folder.Path) == 1);

        server.Kill();

        await Eventually.True(() => Leftovers.Processes(folder.Path).Length == 0);
        await using (SandboxEngine.Start(new SandboxOptions { Folder = folder.Path }, new TestImage(), new CollectedLogs(), TimeProvider.System, new ServerLog()))
        {
            Assert.Empty(Leftovers.Groups(folder.Path));
        }
    }

    [Fact]
    public void AMachineWithoutControlGroupsOfVersion2_HasNoFreezer()
    {
        Assert.Null(FreezerGroups.OpenBeside("gatehouse-test", new Hierarchy(null, new Dictionary<string, string>()), ["0::/"]));
        Assert.Null(FreezerGroups.OpenBeside("gatehouse-test", new Hierarchy("/proc/self", new Dictionary<string, string>()), []));
    }
}
