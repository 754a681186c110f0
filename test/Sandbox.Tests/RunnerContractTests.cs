using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Sandbox.Tests;

/// <summary>What every runner must do. It runs once for each of them.</summary>
public abstract partial class RunnerContractTests(RunnerUnderTest runner)
{
    [Fact]
    public async Task Calls_ComeBackFromOneSandboxThatStaysWarm()
    {
        var streams = runner.Machine.Logs.Streams.Length;
        var pool = await OpenAsync();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($$"""{"number":{{i}}}""", (await pool.SendAsync($$"""{"number":{{i}}}""", default)).Text);
        }

        Assert.Equal(streams + 1, runner.Machine.Logs.Streams.Length);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task TheServersLog_NamesTheRunner()
    {
        Assert.Equal(runner.Name, runner.Machine.Engine.RunnerName);
        Assert.Contains($"Functions run with {runner.Name} (", runner.Machine.ServerLog.Text, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task WhatAFunctionSees_IsTheSameEverywhere()
    {
        var pool = await OpenAsync(revision => revision with { Environment = new Dictionary<string, string> { ["BOTH"] = "user" } });

        foreach (var (what, rest, expected) in ((string, string, string[])[])
        [
            ("id", "", ["993:990 /"]),
            ("args", "", ["/actor|app.handler|"]),
            ("env", "FROM_IMAGE", ["yes"]),
            ("env", "BOTH", ["user"]),
            ("env", "HOME", ["(none)"]), // nothing of the server's or the engine's own environment
            ("env", "HOSTNAME", ["(none)"]),
            ("env", "AWS_LAMBDA_RUNTIME_API", ["127.0.0.1:9001"]),
            ("write", "/file", ["EROFS"]),
            ("write", "/actor", ["EROFS", "EACCES"]),
            ("write", "/etc/hosts", ["EROFS", "EACCES"]),
            ("write", "/dev/shm/file", ["ENOENT"]),
            ("write", "/proc/sys/kernel/core_pattern", ["EACCES", "EROFS"]),
            ("write", "/tmp/file", ["written"]),
            ("read", "/secret", ["EACCES"]), // mode 0600 of root, as the image has it
            ("read", "/proc/1/environ", ["", "EACCES"]),
            ("list", runner.Machine.Folder, ["ENOENT"]),
        ])
        {
            Assert.Contains((await pool.CallAsync(what, rest)).Text, expected);
        }

        await pool.RetireAsync();
    }

    [Fact]
    public async Task AFunction_SeesNoProcessButItsOwnAndHoldsNoCapability()
    {
        var pool = await OpenAsync();

        var processes = (await pool.CallAsync("list", "/proc")).Text.Split(' ').Where(name => int.TryParse(name, out _)).ToArray();
        var status = (await pool.CallAsync("read", "/proc/self/status")).Text;

        // Its own, and the first one, which only starts and reaps. A runtime may have used up the numbers between.
        Assert.Equal(2, processes.Length);
        Assert.Equal("1", processes[0]);
        foreach (var line in (string[])["CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"])
        {
            Assert.Contains(line, status, StringComparison.Ordinal);
        }

        Assert.Equal("1024", (await pool.CallAsync("read", "/proc/self/limits")).Text.Split('\n').Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);
        Assert.Equal("ESRCH", (await pool.CallAsync("attack", $"kill {Environment.ProcessId}")).Text);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task AttacksOnTheKernel_AreRefused()
    {
        var pool = await OpenAsync();

        foreach (var (attack, error) in ((string, string)[])
            [("mount", "EPERM"), ("ptrace", "EPERM"), ("unshare", "EPERM"), ("raw", "EPERM"), ("packet", "EAFNOSUPPORT"), ("setns", "EPERM"), ("clone3", "ENOSYS"), ("tomorrow", "ENOSYS")])
        {
            Assert.Equal(error, (await pool.CallAsync("attack", attack)).Text);
        }

        await pool.RetireAsync();
    }

    [Fact]
    public async Task Overrides_ReplaceTheImages()
    {
        var pool = await OpenAsync(revision => revision with { EntryPoint = ["/actor", "zero"], Command = ["one"], WorkingDirectory = "/tmp" });

        Assert.Equal("/actor|zero|one|", (await pool.CallAsync("args")).Text);
        Assert.EndsWith(" /tmp", (await pool.CallAsync("id")).Text, StringComparison.Ordinal);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task AnEntryPointThatIsNotThere_IsNamed()
    {
        var missing = await OpenAsync(revision => revision with { EntryPoint = ["/nowhere"] });
        var folder = await OpenAsync(revision => revision with { WorkingDirectory = "/nowhere" });

        Assert.Equal("Runtime.InvalidEntrypoint", (await missing.CallAsync("x")).ErrorType);
        Assert.Equal("Runtime.InvalidWorkingDir", (await folder.CallAsync("x")).ErrorType);
        await Task.WhenAll(missing.RetireAsync().AsTask(), folder.RetireAsync().AsTask());
    }

    [Fact]
    public async Task TemporaryFiles_HaveTheConfiguredRoom()
    {
        var pool = await OpenAsync(revision => revision with { EphemeralStorageMegabytes = 16 });

        Assert.Equal($"ENOSPC {16 << 20}", (await pool.CallAsync("fill")).Text);
        await pool.RetireAsync();
    }

    [Theory]
    [InlineData("exit", "0", "Runtime exited without providing a reason")]
    [InlineData("exit", "3", "Runtime exited with error: exit status 3")]
    [InlineData("signal", "11", "Runtime exited with error: signal: segmentation fault")]
    [InlineData("eat", "", "Runtime exited with error: signal: killed")] // out of memory
    public async Task AFunctionThatEnds_IsAnExitErrorAndTheNextCallGetsAFreshSandbox(string what, string rest, string reason)
    {
        var pool = await OpenAsync();

        var answer = await pool.CallAsync(what, rest);

        Assert.Equal($$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {{answer.RequestId}} Error: {{reason}}"}""", answer.Text);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task AForkBomb_StopsAtTheLimitOfProcesses()
    {
        var pool = await OpenAsync(revision => revision with { MemoryMegabytes = 1024 });

        Assert.InRange(int.Parse((await pool.CallAsync("forks")).Text, System.Globalization.CultureInfo.InvariantCulture), 1, 1023);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task ATimeout_EndsEveryProcessOfTheSandbox()
    {
        var mark = Guid.NewGuid().ToString("N");
        var pool = await OpenAsync(revision => revision with { Command = [mark], Timeout = TimeSpan.FromSeconds(1) });
        await pool.CallAsync("orphan");
        Assert.NotEmpty(Leftovers.Marked(mark));

        Assert.Equal("Sandbox.Timedout", (await pool.CallAsync("swarm")).ErrorType);

        await Eventually.True(() => Leftovers.Marked(mark).Length == 0);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task WhatAFunctionPrints_IsLoggedInOrder()
    {
        var pool = await OpenAsync(revision => revision with { LogGroup = "/aws/lambda/printer" });

        // What has no end of line yet is logged with the invocation's end, or the sandbox's, where an engine relays it too late for the first.
        await pool.CallAsync("print", "one");
        await pool.RetireAsync();
        await Eventually.True(() => Printed().Length >= 3);

        Assert.Equal(["out one\n", "err one\n", "no newline"], Printed());

        string[] Printed() => [.. runner.Machine.Logs.Events.Where(logged => logged.Stream.Group == "/aws/lambda/printer").Select(logged => logged.Message)
            .Where(message => message.StartsWith("out", StringComparison.Ordinal) || message.StartsWith("err", StringComparison.Ordinal) || message.StartsWith("no", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task TheReport_TellsTheMemoryThatWasUsed()
    {
        var pool = await OpenAsync(revision => revision with { LogGroup = "/aws/lambda/reporter" });

        await pool.CallAsync("x");

        var report = runner.Machine.Logs.Events.Single(logged => logged.Stream.Group == "/aws/lambda/reporter" && logged.Message.StartsWith("REPORT", StringComparison.Ordinal)).Message;
        Assert.Contains("Max Memory Used: ", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Max Memory Used: 0 MB", report, StringComparison.Ordinal);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task TheServersEndpoint_AnswersInside()
    {
        var pool = await OpenAsync();

        Assert.Equal("HTTP/1.0 200 OK\r\n\r\nfrom outside", (await pool.CallAsync("fetch")).Text);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task TheMachinesPortsAndOtherSandboxes_AreOutOfReach()
    {
        using var server = new TcpListener(IPAddress.Any, 0);
        server.Start();
        var neighbour = await OpenAsync();
        using var pending = neighbour.Begin("22222222-2222-4222-8222-222222222222");
        pending.Event.Write("""{"pause":"400"}"""u8);
        var running = pending.SendAsync(default);
        var pool = await OpenAsync();

        var stolen = await pool.CallAsync("raw", "POST /2018-06-01/runtime/invocation/22222222-2222-4222-8222-222222222222/response HTTP/1.1~Content-Length: 2~~{}");

        Assert.Equal("HTTP/1.1 400 Bad Request", stolen.Text);
        Assert.Equal("ECONNREFUSED", (await pool.CallAsync("attack", $"connect 127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}")).Text);
        Assert.Equal("ENETUNREACH", (await pool.CallAsync("attack", "connect 169.254.169.254:80")).Text);
        Assert.Equal(InvocationOutcome.Replied, await running);
        Assert.Equal("null", System.Text.Encoding.UTF8.GetString(pending.Reply.Span));
        await Task.WhenAll(pool.RetireAsync().AsTask(), neighbour.RetireAsync().AsTask());
    }

    [Fact]
    public async Task AServerThatIsKilled_TakesItsSandboxesWithItAndTheNextStartClearsTheRest()
    {
        using var folder = new TemporaryFolder();
        var mark = Guid.NewGuid().ToString("N");
        var options = runner.Configure(new SandboxOptions { Folder = folder.Path });
        using var server = await KillableServer.StartAsync(options, "sleep", mark);
        Assert.NotEmpty(Leftovers.Marked(mark));

        server.Kill();

        await Eventually.True(() => Leftovers.Marked(mark).Length == 0);
        await using (SandboxEngine.Start(options, new TestImage(), new CollectedLogs(), TimeProvider.System, NullLoggerFactory.Instance))
        {
            Assert.Empty(runner.Leftovers(folder.Path));
            Assert.Empty(Leftovers.Groups(folder.Path));
            Assert.Empty(Leftovers.Mounts(folder.Path));
        }
    }

    [Fact]
    public async Task AServerThatStops_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var mark = Guid.NewGuid().ToString("N");
        using var server = await KillableServer.StartAsync(runner.Configure(new SandboxOptions { Folder = folder.Path }), "sleep", mark);

        server.Stop();

        Assert.Empty(Leftovers.Marked(mark));
        Assert.Empty(runner.Leftovers(folder.Path));
    }

    private Task<FunctionPool> OpenAsync(Func<FunctionRevision, FunctionRevision>? configure = null) =>
        runner.Machine.OpenAsync(revision => (configure ?? (plain => plain))(revision with { Timeout = TimeSpan.FromSeconds(20) }));
}
