using System.Text.Json;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>External extensions, whoever starts them.</summary>
public abstract partial class RunnerContractTests
{
    [Fact]
    public async Task AnExternalExtension_StartsFirstAndHearsOfInvocationsAndOfTheEnd()
    {
        var (pool, log) = await ExtendAsync();

        var answer = await pool.CallAsync("x");
        await log.HasAsync("REPORT");
        await pool.RetireAsync();
        await log.HasAsync("watcher ends");

        Assert.Equal(InvocationOutcome.Replied, answer.Outcome);

        // What programs print may be relayed, and is then a little behind the platform's own lines.
        log.HasInOrder(
            "watcher registered {\"functionName\":\"actor\",\"functionVersion\":\"$LATEST\",\"handler\":\"app.handler\",\"accountId\":\"123456789012\"}",
            "the runtime starts",
            $"watcher event 200 {{\"eventType\": \"INVOKE\", \"deadlineMs\": ",
            "the runtime was asked to end",
            "watcher event 200 {\"eventType\": \"SHUTDOWN\", \"shutdownReason\": \"spindown\", \"deadlineMs\": ",
            "watcher ends");
        log.HasInOrder(
            "watcher registered",
            "EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE,SHUTDOWN]\n",
            $"START RequestId: {answer.RequestId}",
            $"REPORT RequestId: {answer.RequestId}",
            "the runtime was asked to end");
        Assert.Contains($"\"requestId\": \"{answer.RequestId}\", \"invokedFunctionArn\": \"{pool.Revision.FunctionArn}\"", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extensions_ShareTheSandboxWithoutWhatIsTheRuntimesOwn()
    {
        var (pool, log) = await ExtendAsync(("MODE", "slow"));
        await pool.CallAsync("x");
        await log.HasAsync("REPORT");

        var processes = await pool.CallAsync("processes");
        var file = await pool.CallAsync("read", "/tmp/slow");

        Assert.Contains("/opt/extensions/watcher", processes.Text, StringComparison.Ordinal);
        Assert.Equal("\"done by the extension\"", file.Text);
        Assert.Contains(
            """watcher environment {"_HANDLER": null, "LAMBDA_TASK_ROOT": null, "AWS_LAMBDA_LOG_STREAM_NAME": null, "AWS_REGION": "eu-west-1", "MODE": "slow"} / 993""",
            log.Text, StringComparison.Ordinal);
        await pool.RetireAsync();
    }

    [Theory]
    [InlineData("crash", "Extension.Crash", "exit status 3")]
    [InlineData("initerror", "Extension.InitError", "exit status 1")]
    public async Task AnExtensionThatFailsToStart_FailsTheInvocationAfterASecondTry(string mode, string type, string words)
    {
        var (pool, log) = await ExtendAsync(("MODE", mode));

        var answer = await pool.CallAsync("x");

        Assert.Equal($$"""{"errorType":"{{type}}","errorMessage":"RequestId: {{answer.RequestId}} Error: {{words}}"}""", answer.Text);
        log.HasInOrder($"Phase: init\tStatus: error\tError Type: {type}", $"Phase: invoke\tStatus: error\tError Type: {type}");
        await pool.RetireAsync();
    }

    [Fact]
    public async Task AnExtensionThatExitsWithAnErrorOfItsOwn_EndsTheSandbox()
    {
        var (pool, _) = await ExtendAsync(("MODE", "exiterror"));

        var answer = await pool.SendAsync("""{"pause":2000}""", default);

        Assert.Equal("Extension.ExitError", answer.ErrorType);
        await Eventually.True(() => pool.Sandboxes == 0);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task AnExtensionThatIsNoProgram_CannotBeLaunched()
    {
        var image = TestImage.Actor();
        image.Layer(tar =>
        {
            tar.Directory("opt");
            tar.Directory("opt/extensions");
            tar.File("opt/extensions/text", "no program");
        });
        await using var machine = runner.Start(image);

        var answer = await (await machine.OpenAsync()).CallAsync("x");

        Assert.Equal(
            $$"""{"errorType":"Extension.LaunchError","errorMessage":"RequestId: {{answer.RequestId}} Error: fork/exec /opt/extensions/text: permission denied"}""", answer.Text);
    }

    [Theory]
    [InlineData("""{"pause":60000}""", "timeout", "Sandbox.Timedout")]
    [InlineData("""{"exit":7}""", "failure", "Runtime.ExitError")]
    public async Task ExtensionsOfASandboxThatFails_HearWhy(string @event, string reason, string type)
    {
        var (pool, log) = await ExtendAsync(("STUBBORN", "yes"));
        await pool.CallAsync("x");

        var answer = await pool.SendAsync(@event, default);
        await log.HasAsync("watcher ends");

        Assert.Equal(type, answer.ErrorType);
        Assert.Contains($"\"shutdownReason\": \"{reason}\"", log.Text, StringComparison.Ordinal);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task AnEntryPointThatIsNotThere_IsNamedBesideExtensions()
    {
        var (pool, _) = await ExtendAsync(revision => revision with { EntryPoint = ["/nowhere"] });

        Assert.Equal("Runtime.InvalidEntrypoint", (await pool.CallAsync("x")).ErrorType);
        await pool.RetireAsync();
    }

    [Fact]
    public async Task Telemetry_ReachesAListenerInTheSandbox()
    {
        var (pool, log) = await ExtendAsync(("SUBSCRIBE", "HTTP"));

        await pool.SendAsync("""{"print":"hello"}""", default);

        await log.HasAsync("watcher telemetry {\"time\": ");
        await Eventually.True(() => log.Text.Split('\n').Any(line => line.StartsWith("watcher telemetry", StringComparison.Ordinal) && line.Contains("\"platform.report\"", StringComparison.Ordinal)));
        var told = log.Text.Split('\n').Where(line => line.StartsWith("watcher telemetry ", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line["watcher telemetry ".Length..]).RootElement).ToArray();
        Assert.Contains(told, record => record.GetProperty("type").GetString() == "function" && record.GetProperty("record").GetString() == "hello\n");
        await pool.RetireAsync();
    }

    [Fact]
    public async Task AnInternalExtension_LetsTheRuntimeBeAskedToEnd()
    {
        await using var machine = runner.Start(PythonImage.Of());
        var pool = await machine.OpenAsync(revision => revision with { MemoryMegabytes = 512, Timeout = TimeSpan.FromSeconds(20), Environment = new Dictionary<string, string> { ["INTERNAL"] = "yes" } });
        await pool.CallAsync("x");

        await pool.RetireAsync();

        await Eventually.True(() => machine.Logs.Text.Contains("the runtime was asked to end", StringComparison.Ordinal));
    }

    private Task<(FunctionPool Pool, GroupLog Log)> ExtendAsync(params (string Name, string Value)[] environment) =>
        ExtendAsync(revision => revision with { Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value) });

    private async Task<(FunctionPool Pool, GroupLog Log)> ExtendAsync(Func<FunctionRevision, FunctionRevision> configure)
    {
        var group = $"/aws/lambda/{Guid.NewGuid():N}";
        var pool = await runner.Extended.OpenAsync(revision => configure(revision with { LogGroup = group, MemoryMegabytes = 512, Timeout = TimeSpan.FromSeconds(3) }));
        return (pool, new GroupLog(runner.Extended.Logs, group));
    }
}
