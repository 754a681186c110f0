using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Functions.Runtime.Links;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.RuntimeApi.Links;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>Memory in the place of a connection, with a runtime in C that knows the layout only, and with the library's own end.</summary>
public sealed class LinkTests
{
    [Fact]
    public async Task EventsAndReplies_GoOverTheLink()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync();

        for (var i = 0; i < 2_000; i++)
        {
            var sent = $$"""{"number":"{{i}}"}""";
            Assert.Equal((InvocationOutcome.Replied, sent), Short(await pool.SendAsync(sent, default)));
        }

        // Lines of /proc/net/tcp: the head, and the Runtime API that listens; nothing is connected to it.
        Assert.DoesNotContain(" 01 ", (await pool.CallAsync("read", "/proc/net/tcp")).Text, StringComparison.Ordinal);
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task EventsAndRepliesLargerThanTheMemory_ArriveWhole()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });
        var large = "{\"x\":\"" + string.Concat(Enumerable.Range(0, 700_000).Select(i => $"{i % 1000:D3} ")) + "\"}";

        Assert.Equal((InvocationOutcome.Replied, large), Short(await pool.SendAsync(large, default)));
        Assert.Equal((InvocationOutcome.Replied, new string('b', 6_000_000)), Short(await pool.CallAsync("big", "6000000")));
        Assert.Equal("Function.ResponseSizeTooLarge", (await pool.CallAsync("big", "7000000")).ErrorType);
        Assert.Equal((InvocationOutcome.Replied, "null"), Short(await pool.CallAsync("pause", "1")));
    }

    [Fact]
    public async Task AReplyThatStreams_StreamsOverTheLink()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync();
        using var invocation = pool.Begin();
        invocation.Event.Write("""{"say":"text/plain|5~first~^6~second~0~~"}"""u8);
        var stream = new ReplyStream();
        var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });
        var text = "";
        for (var piece = await stream.ReadAsync(); piece.Length > 0; piece = await stream.ReadAsync())
        {
            text += Encoding.ASCII.GetString(piece.Span);
        }

        Assert.Equal(("firstsecond", InvocationOutcome.Replied), (text, await ending));
    }

    [Fact]
    public async Task ManyCallsAtOnce_HaveEachTheirOwnAnswer()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => pool.SendAsync($$"""{"n":"{{i}}"}""", default)));

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $$"""{"n":"{{i}}"}"""), answers.Select(answer => answer.Text));
    }

    [Theory]
    [InlineData("head")]
    [InlineData("tail")]
    public async Task ACounterThatCannotBeTrue_EndsTheLinkAndTheConnectionServes(string which)
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(2) });

        // The event was taken and has no answer: its runtime polls out of turn, and what that means is another test's.
        var lied = await pool.CallAsync("lie", which);

        Assert.NotEqual(InvocationOutcome.Replied, lied.Outcome);
        Assert.Equal((InvocationOutcome.Replied, "null"), Short(await pool.CallAsync("pause", "1")));
    }

    [Fact]
    public async Task TheMemory_CannotBeTakenAway()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync();

        // The hole that it punches behind that takes nothing from anyone but itself.
        Assert.Equal("EPERM EPERM", (await pool.CallAsync("shrink")).Text);
        Assert.Equal((InvocationOutcome.Replied, "null"), Short(await pool.CallAsync("pause", "1")));
    }

    [Fact]
    public async Task ASandbox_HasFourLinksAtMost()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        Assert.Equal("4", (await pool.CallAsync("links")).Text);
        Assert.Equal((InvocationOutcome.Replied, "null"), Short(await pool.CallAsync("pause", "1")));
    }

    [Fact]
    public async Task ARuntimeThatLetsGoOfItsLink_HasAnother()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync();

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("\"bye\"", (await pool.CallAsync("unplug")).Text);
        }

        Assert.Equal((InvocationOutcome.Replied, "null"), Short(await pool.CallAsync("pause", "1")));
        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task ARuntimeThatExits_FailsItsCallAndTheNextIsServedAfresh()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync();

        Assert.Equal("Runtime.ExitError", (await pool.CallAsync("exit", "3")).ErrorType);
        Assert.Equal((InvocationOutcome.Replied, "null"), Short(await pool.CallAsync("pause", "1")));
        Assert.Equal(2, machine.Logs.Streams.Length);
    }

    [Fact]
    public async Task AFrozenRuntime_GoesOnOverItsLink()
    {
        await using var machine = Machine.Start(TestImage.Actor("linked"));
        var pool = await machine.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((InvocationOutcome.Replied, "null"), Short(await pool.CallAsync("pause", "1")));
            await Eventually.True(() => Leftovers.Frozen(machine.Folder) == 1);
        }

        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task TheLibrarysEnd_SendsAndTakesWhateverItsSize()
    {
        using var links = new SharedLinks();
        var (server, function) = await ConnectAsync(links);
        using var ends = server;
        var random = new Random(1);
        var bytes = new byte[3_000_000];
        random.NextBytes(bytes);

        // There and back again, in pieces of every size, with a thread that blocks as the library's does.
        var echo = Task.Factory.StartNew(() => Echo(function), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var sending = SendAsync(server, bytes, random.Next());
        var back = new byte[bytes.Length];
        for (var count = 0; count < back.Length;)
        {
            count += await server.ReceiveAsync(back.AsMemory(count, Math.Min(random.Next(1, 100_000), back.Length - count)));
        }

        await sending;
        Assert.True(back.AsSpan().SequenceEqual(bytes));
        server.Dispose();
        await echo.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(function.HasEnded);
    }

    [Fact]
    public async Task TheServersEnd_HearsThatTheFunctionIsGone()
    {
        using var links = new SharedLinks();
        var (server, function) = await ConnectAsync(links);
        using var end = server;
        function.Send("last words"u8);
        function.Dispose();

        var received = new byte[100];
        Assert.Equal(10, await server.ReceiveAsync(received));
        Assert.Equal(0, await server.ReceiveAsync(received).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<SocketException>(async () => await server.SendAsync(received));
    }

    [Fact]
    public void WhereNobodyHandsOutLinks_ThereIsNone() => Assert.Null(FunctionLink.TryOpen("127.0.0.1:9"));

    private static async Task<(SharedLink Server, FunctionLink Function)> ConnectAsync(SharedLinks links)
    {
        var name = Guid.NewGuid().ToString();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"\0gatehouse-runtime/{name}"));
        listener.Listen(1);
        var function = Task.Run(() => FunctionLink.TryOpen(name));
        var server = links.Open(await listener.AcceptAsync(TestContext.Current.CancellationToken));
        return (server, (await function)!);
    }

    private static void Echo(FunctionLink link)
    {
        var buffer = new byte[50_000];
        for (var count = link.Receive(buffer); count > 0; count = link.Receive(buffer))
        {
            for (var sent = 0; sent < count;)
            {
                if (link.Send(buffer.AsSpan(sent, count - sent)) is var more and > 0)
                {
                    sent += more;
                }
                else
                {
                    link.WaitForRoom();
                }
            }
        }
    }

    private static async Task SendAsync(SharedLink link, ReadOnlyMemory<byte> bytes, int seed)
    {
        var random = new Random(seed);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await link.SendAsync(bytes[..Math.Min(random.Next(1, 200_000), bytes.Length)])..];
        }
    }

    private static (InvocationOutcome Outcome, string Text) Short(Answer answer) => (answer.Outcome, answer.Text);
}
