using System.Text.Json;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class ExtensionTests
{

    [Fact]
    public async Task Extensions_ShareTheSandboxWithoutWhatIsTheRuntimesOwn()
    {
        await using var machine = Machine.Start(PythonImage.Of("one", "two"));
        var pool = await OpenAsync(machine);

        var processes = await pool.CallAsync("processes");
        var hosts = await pool.CallAsync("read", "/etc/hosts");

        Assert.Contains("/opt/extensions/one", processes.Text, StringComparison.Ordinal);
        Assert.Contains("/opt/extensions/two", processes.Text, StringComparison.Ordinal);
        Assert.Contains("sandbox.localdomain", hosts.Text, StringComparison.Ordinal);
        Assert.Contains(
            """one environment {"_HANDLER": null, "LAMBDA_TASK_ROOT": null, "AWS_LAMBDA_LOG_STREAM_NAME": null, "AWS_REGION": "eu-west-1", "MODE": null} / 993""",
            machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFunctionAndItsExtensions_ShareNoNamespaceWithTheMachine()
    {
        const string mark = "watcher namespaces ";
        string[] links = [.. ((string[])["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"]).Select(kind => "/proc/self/ns/" + kind)];
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine);

        var function = JsonDocument.Parse((await pool.CallAsync("links", string.Join(' ', links))).Text).RootElement;
        var name = await pool.CallAsync("read", "/proc/sys/kernel/hostname");

        var extension = JsonDocument.Parse(machine.Logs.Events.Single(logged => logged.Message.StartsWith(mark, StringComparison.Ordinal)).Message[mark.Length..]).RootElement;
        Assert.All(links, link =>
        {
            var machines = new FileInfo(link).LinkTarget;
            Assert.NotEqual(machines, function.GetProperty(link).GetString());
            Assert.NotEqual(machines, extension.GetProperty(Path.GetFileName(link)).GetString());
        });
        Assert.Equal("\"169.254.100.1\\n\"", name.Text);
    }

    [Fact]
    public async Task TheCaller_HasItsAnswerWhileAnExtensionStillWorks()
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, ("MODE", "slow"));
        await pool.CallAsync("x");
        await Eventually.True(() => machine.Logs.Text.Contains("REPORT", StringComparison.Ordinal));

        var answer = await pool.CallAsync("x");
        var logged = machine.Logs.Text;
        await Eventually.True(() => machine.Logs.Text.Contains($"REPORT RequestId: {answer.RequestId}", StringComparison.Ordinal));
        var file = await Call(pool, """{"read":"/tmp/slow"}""");

        Assert.DoesNotContain($"REPORT RequestId: {answer.RequestId}", logged, StringComparison.Ordinal);
        Assert.Equal("\"done by the extension\"", file.Text);
        Assert.Matches($"REPORT RequestId: {answer.RequestId}\tDuration: [3-9]\\d\\d\\.", machine.Logs.Text);
    }

    [Fact]
    public async Task AnExtensionThatDoesNotComeBack_IsCutOffByTheTimeoutAfterTheAnswer()
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, TimeSpan.FromSeconds(1), ("MODE", "stuck"));

        var answer = await pool.CallAsync("x");
        await Eventually.True(() => machine.Logs.Text.Contains("Status: timeout", StringComparison.Ordinal));

        Assert.Equal(InvocationOutcome.Replied, answer.Outcome);
        Assert.Matches($"{answer.RequestId} Task timed out after 1.00 seconds\n\nEND RequestId: {answer.RequestId}\nREPORT .*Status: timeout", machine.Logs.Text);
        Assert.Equal(0, pool.Sandboxes);
    }

    [Fact]
    public async Task AnExtensionThatNeverAsks_KeepsTheInitFromEnding()
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"), configure: options => options with { InitTimeout = TimeSpan.FromSeconds(1) });
        var pool = await OpenAsync(machine, TimeSpan.FromSeconds(1), ("MODE", "never"));

        var answer = await pool.CallAsync("x");

        Assert.Equal("Sandbox.Timedout", answer.ErrorType);
        AssertOrder(machine, "Phase: init\tStatus: timeout", "Phase: invoke\tStatus: timeout");
    }

    [Theory]
    [InlineData("crash", "Extension.Crash", "exit status 3")]
    [InlineData("initerror", "Extension.InitError", "exit status 1")]
    public async Task AnExtensionThatFailsToStart_FailsTheInvocationAfterASecondTry(string mode, string type, string words)
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, ("MODE", mode));

        var answer = await pool.CallAsync("x");

        Assert.Equal($$"""{"errorType":"{{type}}","errorMessage":"RequestId: {{answer.RequestId}} Error: {{words}}"}""", answer.Text);
        AssertOrder(machine, $"Phase: init\tStatus: error\tError Type: {type}", $"Phase: invoke\tStatus: error\tError Type: {type}");
        Assert.Equal(mode == "initerror", machine.Logs.Text.Contains("EXTENSION\tName: watcher\tState: InitError\tEvents: [INVOKE,SHUTDOWN]\tError Type: Extension.NoKey\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ElevenExtensions_AreTooMany()
    {
        await using var machine = Machine.Start(PythonImage.Of([.. Enumerable.Range(0, 11).Select(number => $"watcher{number}")]));

        Assert.Equal("Extension.LaunchError", (await (await OpenAsync(machine)).CallAsync("x")).ErrorType);
    }

    [Fact]
    public async Task AFolderOfExtensionsThatLeadsOutOfTheImage_IsNotLookedInto()
    {
        var image = TestImage.Actor();
        image.Layer(tar =>
        {
            tar.Directory("opt");
            tar.Link("opt/extensions", "/etc");
        });
        await using var machine = Machine.Start(image);

        // The image's own /etc has one file, which is no program.
        Assert.Equal("Extension.LaunchError", (await (await machine.OpenAsync()).CallAsync("x")).ErrorType);
        Assert.DoesNotContain("passwd-", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnInternalExtension_IsToldOfInvocationsAndLetsTheRuntimeBeAskedToEnd()
    {
        await using var machine = Machine.Start(PythonImage.Of());
        var pool = await OpenAsync(machine, ("INTERNAL", "yes"));

        var first = await pool.CallAsync("x");
        var second = await pool.CallAsync("received");
        await machine.Engine.DisposeAsync();

        using var events = JsonDocument.Parse(second.Text);
        Assert.Equal(first.RequestId, events.RootElement[0].GetProperty("requestId").GetString());
        AssertOrder(machine, "EXTENSION\tName: inner\tState: Ready\tEvents: [INVOKE]", $"START RequestId: {first.RequestId}", "the runtime was asked to end");
    }

    [Fact]
    public async Task ARuntimeWithoutExtensions_IsNotAskedToEnd()
    {
        await using var machine = Machine.Start(PythonImage.Of());
        var pool = await OpenAsync(machine);

        await pool.CallAsync("x");
        await machine.Engine.DisposeAsync();

        Assert.DoesNotContain("asked to end", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoIgnoresTheEnd_IsKilledInTime()
    {
        await using var machine = Machine.Start(PythonImage.Of("watcher"));
        var pool = await OpenAsync(machine, ("MODE", "deaf"), ("STUBBORN", "yes"));
        await pool.CallAsync("x");
        await Eventually.True(() => machine.Logs.Text.Contains("REPORT", StringComparison.Ordinal));

        var begun = TimeProvider.System.GetTimestamp();
        await machine.Engine.DisposeAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 1.8, 4);
        Assert.Contains("the runtime was asked to end", machine.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("watcher ends", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "register", null, "{}", "Extension.InvalidExtensionName", "Empty extension name")]
    [InlineData("POST", "register", "Name: inner", "{", "InvalidRequestFormat", null)]
    [InlineData("POST", "register", "Name: inner", """{"events":"INVOKE"}""", "InvalidRequestFormat", null)]
    [InlineData("POST", "register", "Name: inner", """{"events":["SHUTDOWN"]}""", "Extension.InvalidEventType", null)] // internal ones may not
    [InlineData("POST", "register", "Name: inner", """{"events":["DANCE"]}""", "Extension.InvalidEventType", null)]
    [InlineData("GET", "event/next", null, null, "Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header")]
    [InlineData("GET", "event/next", "Identifier: me", null, "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier")]
    [InlineData("GET", "event/next", "Identifier: 11111111-2222-3333-4444-555555555555", null, "Extension.UnknownExtensionIdentifier", "Unknown extension 11111111-2222-3333-4444-555555555555")]
    [InlineData("POST", "init/error", "Identifier: 11111111-2222-3333-4444-555555555555", "{}", "Extension.UnknownExtensionIdentifier", null)]
    [InlineData("POST", "exit/error", null, "{}", "Extension.MissingExtensionIdentifier", null)]
    public async Task AWrongCall_IsRefused(string method, string path, string? header, string? body, string type, string? message)
    {
        await using var machine = Machine.Start(PythonImage.Of());
        var headers = header is null ? "{}" : $$"""{"Lambda-Extension-{{header.Split(": ")[0]}}":"{{header.Split(": ")[1]}}"}""";
        var call = $"""[["{method}","/2020-01-01/extension/{path}",{(body is null ? "null" : JsonSerializer.Serialize(body, TestJson.Default.String))},{headers}]]""";
        var pool = await OpenAsync(machine, ("INIT_CALLS", call));

        await pool.CallAsync("x");

        using var answers = EarlyAnswers(machine);
        Assert.Equal(403, answers.RootElement[0][0].GetInt32());
        Assert.Equal(type, answers.RootElement[0][1].GetProperty("errorType").GetString());
        Assert.True(message is null || message == answers.RootElement[0][1].GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task AThousandRegistrations_EndAtTheTenthAndLateOnesAtTheDoor()
    {
        await using var machine = Machine.Start(PythonImage.Of());
        var calls = string.Join(',', Enumerable.Range(0, 1000).Select(Register));
        var pool = await OpenAsync(machine);

        // None of them asks for an event, so that this start would never end: it is only the refusals that count here.
        var late = await Call(pool, $$"""{"calls":[{{calls}}]}""");
        Assert.All(JsonDocument.Parse(late.Text).RootElement.EnumerateArray(), answer => Assert.Equal("Extension.RegistrationClosed", answer[1].GetProperty("errorType").GetString()));

        var early = await OpenAsync(machine, TimeSpan.FromSeconds(1), ("INIT_CALLS", $"[{string.Join(',', Enumerable.Range(0, 40).Select(Register))},{Register(3)}]"), ("EXIT", "1"));
        await early.CallAsync("x");

        using var answers = EarlyAnswers(machine);
        var types = answers.RootElement.EnumerateArray()
            .Select(answer => answer[1].TryGetProperty("errorType", out var type) ? type.GetString() : "registered").ToArray();
        Assert.Equal(10, types.Count(type => type == "registered"));
        Assert.Equal(30, types.Count(type => type == "Extension.TooManyExtensions"));
        Assert.Equal("Extension.InvalidExtensionState", types[^1]);

        static string Register(int number) => $$$"""["POST","/2020-01-01/extension/register","{\"events\":[\"INVOKE\"]}",{"Lambda-Extension-Name":"name{{{number}}}"}]""";
    }

    [Fact]
    public async Task WhatIsPrintedBeforeTheAnswer_IsInItsLogTail()
    {
        await using var machine = Machine.Start(PythonImage.Of());
        var pool = await OpenAsync(machine, ("INTERNAL", "yes"));

        for (var call = 0; call < 20; call++)
        {
            var answer = await pool.SendAsync($$"""{"print":"call {{call}}."}""", new InvocationOptions { KeepLogTail = true });
            Assert.Contains($"call {call}.", answer.Tail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NothingIsLeft_OfSandboxesWithExtensions()
    {
        await using var machine = Machine.Start(PythonImage.Of("one", "two"));
        var pool = await OpenAsync(machine);
        await pool.CallAsync("x");
        var during = Leftovers.Processes(machine.Folder);

        await machine.Engine.DisposeAsync();

        Assert.NotEmpty(during);
        Assert.Empty(Leftovers.Groups(machine.Folder));
        Assert.DoesNotContain(during, IsRunning);

        // Whoever adopts the dead may take some time to notice; those have no command line.
        static bool IsRunning(string process)
        {
            try
            {
                return File.ReadAllText($"/proc/{process}/cmdline").Length > 0;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private static Task<FunctionPool> OpenAsync(Machine machine, params (string Name, string Value)[] environment) => OpenAsync(machine, TimeSpan.FromSeconds(20), environment);

    private static Task<FunctionPool> OpenAsync(Machine machine, TimeSpan timeout, params (string Name, string Value)[] environment) => machine.OpenAsync(revision => revision with
    {
        MemoryMegabytes = 512,
        Timeout = timeout,
        Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value),
    });

    // What the calls of INIT_CALLS were answered.
    private static JsonDocument EarlyAnswers(Machine machine)
    {
        var line = machine.Logs.Events.Select(logged => logged.Message).FirstOrDefault(message => message.StartsWith("early ", StringComparison.Ordinal));
        Assert.True(line is not null, machine.Logs.Text);
        return JsonDocument.Parse(line["early ".Length..]);
    }

    private static Task<Answer> Call(FunctionPool pool, string @event) => pool.SendAsync(@event, default);

    private static void AssertOrder(Machine machine, params string[] texts)
    {
        var from = 0;
        foreach (var text in texts)
        {
            var found = machine.Logs.Text.IndexOf(text, from, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{text}' is not in, or not in this place of:\n{machine.Logs.Text}");
            from = found;
        }
    }
}
