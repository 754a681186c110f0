using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task CallsAtOnce_GetASandboxEach()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pool.CallAsync("pause", "400")));

        Assert.All(answers, answer => Assert.Equal(InvocationOutcome.Replied, answer.Outcome));
        Assert.Equal(8, machine.Logs.Streams.Length);
    }

    [Fact]
    public async Task CallsOneAfterAnother_ShareOneSandbox()
    {
        // Time stands still: however slow this machine, the sandbox is waited for.
        await using var machine = Machine.Start(TestImage.Actor(), new ManualTime());
        var pool = await machine.OpenAsync();

        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        }

        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task ManyCallersOnFewSandboxes_AllGetTheirOwnAnswer()
    {
        await using var machine = Machine.Start(TestImage.Actor("fast"));
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async caller =>
        {
            for (var i = 0; i < 300; i++)
            {
                Assert.Equal($"{{\"{caller}\":{i}}}", (await pool.SendAsync($"{{\"{caller}\":{i}}}", default)).Text);
            }
        }));

        Assert.InRange(machine.Logs.Streams.Length, 1, 8);
        Assert.Equal(1200, machine.Logs.Events.Count(logged => logged.Message.StartsWith("REPORT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReservedConcurrency_ThrottlesBeyondItself()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { MaxConcurrency = 2, Timeout = TimeSpan.FromSeconds(20) });
        var none = await machine.OpenAsync(revision => revision with { MaxConcurrency = 0 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => pool.CallAsync("pause", "300")));

        Assert.Equal(2, answers.Count(answer => answer.Outcome == InvocationOutcome.Replied));
        Assert.Equal(1, answers.Count(answer => answer.Outcome == InvocationOutcome.Throttled));
        Assert.Equal(InvocationOutcome.Throttled, (await none.CallAsync("x")).Outcome);
    }

    [Fact]
    public async Task AFullMachine_ThrottlesUnlessAnotherFunctionHasASandboxToSpare()
    {
        await using var machine = Machine.Start(TestImage.Actor(), configure: options => options with { MaxSandboxes = 1 });
        var first = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });
        var second = await machine.OpenAsync();
        await first.CallAsync("x");
        await Eventually.True(() => first.Busy == 0);

        Assert.Equal(InvocationOutcome.Replied, (await second.CallAsync("x")).Outcome);
        Assert.Equal(0, first.Sandboxes);

        var busy = first.CallAsync("pause", "300");
        Assert.Equal(InvocationOutcome.Throttled, (await second.CallAsync("x")).Outcome);
        Assert.Equal(InvocationOutcome.Replied, (await busy).Outcome);
    }

    [Fact]
    public async Task AnIdleSandbox_EndsAfterItsTime()
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(TestImage.Actor(), time);
        var pool = await machine.OpenAsync();
        await pool.CallAsync("x");
        await Eventually.True(() => pool.Busy == 0);

        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, pool.Sandboxes);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, pool.Sandboxes);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        Assert.Equal(2, machine.Logs.Streams.Length);
    }

    [Fact]
    public async Task ARetiredPool_FinishesWhatRunsAndTakesNothingNew()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        await pool.CallAsync("x");
        var running = pool.CallAsync("pause", "200");

        var retired = pool.RetireAsync().AsTask();

        Assert.Equal(InvocationOutcome.Unavailable, (await pool.CallAsync("x")).Outcome);
        Assert.Equal(InvocationOutcome.Replied, (await running).Outcome);
        await retired.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(0, machine.Engine.Sandboxes);
    }
}
