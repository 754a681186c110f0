using System.Net.Sockets;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class InitializationTests
{
    [Fact]
    public async Task AnInitError_IsThePayloadOfTheCall()
    {
        await using var machine = Machine.Start(TestImage.Actor("initerror"));
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("x");

        Assert.Equal(InvocationOutcome.FunctionError, answer.Outcome);
        Assert.Equal("Function.NoHandler", answer.ErrorType);
        Assert.Equal("""{"errorMessage":"no handler","errorType":"Function.NoHandler"}""", answer.Text);
        Assert.Contains("Phase: init\tStatus: error\tError Type: Function.NoHandler", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("Phase: invoke\tStatus: error\tError Type: Function.NoHandler", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Equal(2, machine.Logs.Streams.Length);
    }

    [Fact]
    public async Task AStartThatFailsOnce_IsTriedAgainAndTheCallIsServed()
    {
        var starts = 0;
        await using var machine = Machine.Start(TestImage.Actor("ask"), configure: options => options with { Server = new ServerEndpoint(4566, Tell) });
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("x");

        Assert.Equal(InvocationOutcome.Replied, answer.Outcome);
        Assert.Equal(2, starts);
        Assert.Contains("Phase: init\tStatus: error\tError Type: Runtime.ExitError", machine.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Phase: invoke", machine.Logs.Text, StringComparison.Ordinal);

        void Tell(Socket socket)
        {
            socket.Send(Interlocked.Increment(ref starts) == 1 ? "n"u8 : "y"u8);
            socket.Dispose();
        }
    }

    [Fact]
    public async Task AfterAnInitError_NothingElseIsTakenAndTheFirstCounts()
    {
        await using var machine = Machine.Start(TestImage.Actor("initerrors"));

        var answer = await (await machine.OpenAsync()).CallAsync("x");

        Assert.Equal(("Runtime.First", "{\"first\":1}"), (answer.ErrorType, answer.Text));
        Assert.Contains("init/error 403 {\"errorMessage\":\"State transition from InitError to InitError failed", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("next 403 {\"errorMessage\":\"State transition from InitError to Ready failed", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASandboxStartedAheadThatFails_IsTriedAgainByTheFirstCall()
    {
        await using var machine = Machine.Start(TestImage.Actor("exit"));
        var pool = await machine.OpenAsync();
        pool.Warm();
        await Eventually.True(() => pool.Sandboxes == 0);

        var answer = await pool.CallAsync("x");

        Assert.Equal("Runtime.ExitError", answer.ErrorType);
        await Eventually.True(() => machine.Logs.Text.Split("Phase: init\tStatus: error").Length == 3);
    }

    [Fact]
    public async Task AnExitBeforeTheFirstPoll_IsAnExitError()
    {
        await using var machine = Machine.Start(TestImage.Actor("exit"));
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("x");

        Assert.Equal($$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {{answer.RequestId}} Error: Runtime exited with error: exit status 3"}""", answer.Text);
        Assert.Matches($"START RequestId: {answer.RequestId}.*\n(.*\n)*END RequestId: {answer.RequestId}\nREPORT ", machine.Logs.Text);
        await Eventually.True(() => pool.Sandboxes == 0);
    }

    [Fact]
    public async Task AStartThatTakesTooLong_IsTriedAgainUnderTheFunctionsTimeout()
    {
        await using var machine = Machine.Start(TestImage.Actor("hang"), configure: options => options with { InitTimeout = TimeSpan.FromMilliseconds(200) });
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromMilliseconds(300) });

        var answer = await pool.CallAsync("x");

        Assert.Equal("Sandbox.Timedout", answer.ErrorType);
        Assert.Contains("Phase: init\tStatus: timeout", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("Phase: invoke\tStatus: timeout", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Equal(2, machine.Logs.Streams.Length);
    }

    [Theory]
    [InlineData("/nothing", "Runtime.InvalidEntrypoint", "fork/exec /nothing: no such file or directory")]
    [InlineData("nothing", "Runtime.InvalidEntrypoint", "fork/exec nothing: no such file or directory")]
    [InlineData("/proc", "Runtime.InvalidEntrypoint", "fork/exec /proc: permission denied")]
    public async Task AnEntryPointThatIsNoProgram_IsNamed(string entryPoint, string type, string message)
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { EntryPoint = [entryPoint], Command = [] });

        var answer = await pool.CallAsync("x");

        Assert.Equal($$"""{"errorType":"{{type}}","errorMessage":"RequestId: {{answer.RequestId}} Error: {{message}}"}""", answer.Text);
        Assert.DoesNotContain("bwrap", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWorkingDirectoryThatIsNotThere_IsNamed()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { WorkingDirectory = "/nowhere" });

        Assert.Equal("Runtime.InvalidWorkingDir", (await pool.CallAsync("x")).ErrorType);
    }

    [Fact]
    public async Task Warm_StartsOneSandboxAheadOfTheCall()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        pool.Warm();
        pool.Warm();

        Assert.Equal(1, pool.Sandboxes);
        await pool.CallAsync("x");
        Assert.Equal(1, pool.Sandboxes);
    }
}
