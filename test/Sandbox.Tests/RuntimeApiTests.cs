using System.Buffers;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class RuntimeApiTests
{
    [Theory]
    [InlineData("twice", """403 {"errorMessage":"State transition from Running to Ready failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}""")]
    [InlineData("wrongid", """400 {"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""")]
    [InlineData("unknown", "404")]
    public async Task AWrongCall_IsToldSoAndTheInvocationGoesOn(string what, string expected)
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        Assert.Equal(expected, (await pool.CallAsync(what)).Text);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task ASecondAnswer_IsRefusedAndTheFirstCounts()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("repeat");
        await pool.CallAsync("x");

        Assert.Equal("\"first\"", answer.Text);
        Assert.Contains(
            "status 403 {\"errorMessage\":\"State transition from RuntimeResponseSentState to InvocationResponse failed for runtime.", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondError_IsRefusedAndTheFirstCountsWhateverItsBody()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("errors");
        await pool.CallAsync("x");

        Assert.Equal((InvocationOutcome.FunctionError, "Function.First", "not json"), (answer.Outcome, answer.ErrorType, answer.Text));
        Assert.Contains("status 403 {\"errorMessage\":\"State transition from RuntimeResponseSentState to InvocationErrorResponse failed", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Single(machine.Logs.Streams);
    }

    [Theory]
    [InlineData("", """{"errorMessage":"it broke","errorType":"t","stackTrace":["a'b"]}""")]
    [InlineData("broken", "{\"errorCause\"")]
    public async Task WhatAnErrorTellsOfItsCause_IsNotForItsCaller(string how, string expected)
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var answer = await pool.CallAsync("cause", how);

        Assert.Equal((InvocationOutcome.FunctionError, "Function.Broke", expected), (answer.Outcome, answer.ErrorType, answer.Text));
    }

    [Fact]
    public async Task AReplyThatIsNoJson_IsPassedOnAsItIs()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        using var invocation = pool.Begin();
        invocation.Event.Write("""{"binary":""}"""u8);

        Assert.Equal(InvocationOutcome.Replied, await invocation.SendAsync(default));
        Assert.Equal([0xff, 0xfe, .. "<html>"u8], invocation.Reply.ToArray());
        var empty = await pool.CallAsync("empty");
        Assert.Equal((InvocationOutcome.Replied, ""), (empty.Outcome, empty.Text));
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task AnAnswerBeforeTheFirstPoll_IsRefusedAndTheSandboxGoesOn()
    {
        await using var machine = Machine.Start(TestImage.Actor("early"));

        Assert.Equal(InvocationOutcome.Replied, (await (await machine.OpenAsync()).CallAsync("x")).Outcome);

        Assert.Contains("response 403 {\"errorMessage\":\"State transition from Started to InvocationResponse failed", machine.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("error 403 {\"errorMessage\":\"State transition from Started to InvocationErrorResponse failed", machine.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /ping HTTP/1.1~~", "HTTP/1.1 200 OK")]
    [InlineData("GET /ping HTTP/1.0~~", "HTTP/1.1 200 OK")]
    [InlineData("GET /ping HTTP/2.0~~", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET  HTTP/1.1~~", "HTTP/1.1 400 Bad Request")]
    [InlineData("nonsense~~", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET /ping HTTP/1.1~Name : value~~", "HTTP/1.1 400 Bad Request")] // a space before the colon
    [InlineData("GET /ping HTTP/1.1~ folded~~", "HTTP/1.1 400 Bad Request")]
    [InlineData("POST /x HTTP/1.1~Content-Length: 1~Content-Length: 2~~ab", "HTTP/1.1 400 Bad Request")]
    [InlineData("POST /x HTTP/1.1~Content-Length: -1~~", "HTTP/1.1 400 Bad Request")]
    [InlineData("POST /x HTTP/1.1~Content-Length: 3~Transfer-Encoding: chunked~~", "HTTP/1.1 400 Bad Request")]
    [InlineData("POST /x HTTP/1.1~Transfer-Encoding: gzip~~", "HTTP/1.1 400 Bad Request")]
    [InlineData("POST /x HTTP/1.1~Transfer-Encoding: chunked~~zz~", "HTTP/1.1 400 Bad Request")]
    [InlineData("POST /x HTTP/1.1~Content-Length: 10~~short", "HTTP/1.1 400 Bad Request")] // ends before its length
    [InlineData("POST /2018-06-01/runtime/init/error HTTP/1.1~Content-Length: 2~~{}", "HTTP/1.1 403 Forbidden")] // init is over
    [InlineData("PUT /2018-06-01/runtime/invocation/next HTTP/1.1~~", "HTTP/1.1 404 Not Found")]
    public async Task ARequest_GetsOneClearAnswer(string request, string status)
    {
        await using var machine = Machine.Start(TestImage.Actor());

        Assert.Equal(status, (await (await machine.OpenAsync()).CallAsync("raw", request)).Text);
    }

    [Theory]
    [InlineData("reconnect")]
    [InlineData("hangup")] // while its poll is parked
    [InlineData("garbage")]
    public async Task ARuntimeThatReconnects_KeepsItsSandbox(string what)
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync(what)).Outcome);
        await Eventually.True(() => what != "hangup" || pool.Snapshot() is [{ Phase: SandboxPhase.Idle, HasPoller: false }]);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        await Eventually.True(() => pool.Busy == 0);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task APollThatAsksForTheConnectionsEnd_GetsItAfterTheEvent()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        await pool.CallAsync("untilclosed");
        await Eventually.True(() => pool.Snapshot() is [{ Phase: SandboxPhase.Idle, HasPoller: true }]);

        Assert.Equal("\"closed\"", (await pool.CallAsync("x")).Text);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task TheHeadersOfAnEvent_AreComplete()
    {
        const string script = """
            #!/bin/sh
            while true; do
              busybox wget -q -S -O /tmp/event http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next 2>/tmp/head
              id=$(busybox grep -i request-id /tmp/head | busybox tr -d '\r' | busybox cut -d' ' -f4)
              busybox wget -q -O /dev/null --post-file /tmp/head http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response
            done
            """;
        var image = new TestImage { EntryPoint = ["/bootstrap"] };
        image.Layer(tar =>
        {
            tar.Program("bin/busybox", Tools.BusyBox);
            tar.Link("bin/sh", "busybox");
            tar.Program("bootstrap", System.Text.Encoding.ASCII.GetBytes(script));
        });
        await using var machine = Machine.Start(image);
        var pool = await machine.OpenAsync();

        var answer = await pool.SendAsync("{}", new InvocationOptions { InvokedArn = "arn:with:alias", TraceId = "Root=1;Sampled=1\r\nInjected: yes", ClientContext = """{"a":"ü"}""" });

        Assert.Contains($"Lambda-Runtime-Aws-Request-Id: {answer.RequestId}\n", answer.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Matches(@"Lambda-Runtime-Deadline-Ms: 1\d{12}", answer.Text);
        Assert.Contains("Lambda-Runtime-Invoked-Function-Arn: arn:with:alias", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Lambda-Runtime-Trace-Id: Root=1;Sampled=1  Injected: yes", answer.Text, StringComparison.Ordinal);
        Assert.Contains("""Lambda-Runtime-Client-Context: {"a":"ü"}""", answer.Text, StringComparison.Ordinal);
    }
}
