using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class ProvisionedTests
{
    [Fact]
    public async Task SandboxesKeptWarm_AreReadyBeforeTheFirstCall()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        pool.KeepWarm(3);
        await Eventually.True(() => pool.Provisioned == new ProvisionedState(3, null));

        Assert.Equal(3, pool.Sandboxes);
        Assert.Equal("provisioned-concurrency", (await pool.CallAsync("env", "AWS_LAMBDA_INITIALIZATION_TYPE")).Text.Trim('"'));
    }

    [Fact]
    public async Task SandboxThatEnds_IsReplaced()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        pool.KeepWarm(2);
        await Eventually.True(() => pool.Provisioned.Ready == 2);

        await pool.CallAsync("exit", "3");

        await Eventually.True(() => pool.Provisioned.Ready == 2 && machine.Logs.Text.Contains("Runtime.ExitError", StringComparison.Ordinal));
        pool.KeepWarm(0);
        Assert.Equal(new ProvisionedState(0, null), pool.Provisioned);
    }

    [Fact]
    public async Task FunctionThatNeverStarts_IsTold()
    {
        await using var machine = Machine.Start(TestImage.Actor("exit"));
        var pool = await machine.OpenAsync();

        pool.KeepWarm(1);

        await Eventually.True(() => pool.Provisioned is { Ready: 0, Failure: "The function's sandboxes end before they are ready; its log says why." });
    }

    [Fact]
    public async Task IdleSandboxesBeyondTheNumber_AreReapedAlone()
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(TestImage.Actor(), time);
        var pool = await machine.OpenAsync();
        pool.KeepWarm(1);
        await Eventually.True(() => pool.Provisioned.Ready == 1);

        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, pool.Sandboxes);
        pool.KeepWarm(0);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, pool.Sandboxes);
    }
}
