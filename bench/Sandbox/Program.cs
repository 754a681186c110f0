using System.Buffers;
using System.Diagnostics;
using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

// Warm invocations a second over the whole engine (pool, Runtime API, log lines), and cold starts beside bubblewrap alone.
// Run with DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1, as the server does.
using var folder = new TemporaryFolder();
var image = TestImage.Actor("fast");
await using var engine = SandboxEngine.Start(
    new SandboxOptions { Folder = Path.Combine(folder.Path, "data") }, image, new NoLogs(), TimeProvider.System, NullLoggerFactory.Instance);
var prepared = await engine.PrepareAsync(image.Build(), CancellationToken.None);
var revision = new FunctionRevision
{
    Account = "000000000000",
    Region = "us-east-1",
    FunctionName = "bench",
    FunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:bench",
    LogGroup = "/aws/lambda/bench",
    Image = prepared,
    Timeout = TimeSpan.FromSeconds(30),
};
var @event = new byte[1500];
Array.Fill(@event, (byte)'e');

var warm = engine.Open(revision);
foreach (var callers in (int[])[1, 4, 16])
{
    await Measure.CallersAsync(warm, @event, callers, TimeSpan.FromSeconds(1));
    var (calls, elapsed, allocated) = await Measure.CallersAsync(warm, @event, callers, TimeSpan.FromSeconds(4));
    Console.WriteLine($"warm, {callers,2} callers: {calls / elapsed.TotalSeconds,8:F0} a second, {elapsed.TotalMicroseconds * callers / calls,6:F1} us each, {allocated / calls} B allocated a call, {warm.Sandboxes} sandboxes");
}

var cold = new List<double>();
var alone = new List<double>();
for (var i = 0; i < 40; i++)
{
    cold.Add(await Measure.ColdAsync(engine, revision, @event));
    alone.Add(Measure.Alone(folder.Path));
}

Console.WriteLine($"cold start, event to reply: median {Measure.Median(cold):F1} ms; bubblewrap alone, spawn to first byte: median {Measure.Median(alone):F1} ms; ratio {Measure.Median(cold) / Measure.Median(alone):F2}");

var many = engine.Open(revision);
var watch = Stopwatch.StartNew();
await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Measure.OnceAsync(many, @event)));
Console.WriteLine($"100 calls at once on a cold function: {watch.Elapsed.TotalMilliseconds:F0} ms, {many.Sandboxes} sandboxes");

// The image of the benchmark knows one answer only; streams are the acting one's.
var acting = TestImage.Actor();
await using var second = SandboxEngine.Start(
    new SandboxOptions { Folder = Path.Combine(folder.Path, "streams") }, acting, new NoLogs(), TimeProvider.System, NullLoggerFactory.Instance);
var streams = second.Open(revision with { Image = await second.PrepareAsync(acting.Build(), CancellationToken.None) });
await Measure.StreamAsync(streams, 1 << 20);
var rates = new List<double>();
for (var i = 0; i < 5; i++)
{
    rates.Add(await Measure.StreamAsync(streams, 200 << 20));
}

Console.WriteLine($"streamed reply of 200 MiB: median {Measure.Median(rates):F0} MB a second");

internal static class Measure
{
    internal static async Task<double> StreamAsync(FunctionPool pool, int bytes)
    {
        using var invocation = pool.Begin();
        invocation.Event.Write(System.Text.Encoding.ASCII.GetBytes($$"""{"stream":"{{bytes}}"}"""));
        var watch = Stopwatch.StartNew();
        var stream = new ReplyStream();
        var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });
        var length = 0L;
        for (var piece = await stream.ReadAsync(); piece.Length > 0; piece = await stream.ReadAsync())
        {
            length += piece.Length;
        }

        return await ending == InvocationOutcome.Replied ? length / 1e6 / watch.Elapsed.TotalSeconds : throw new InvalidOperationException("The stream broke off.");
    }

    internal static async Task OnceAsync(FunctionPool pool, byte[] @event)
    {
        using var invocation = pool.Begin();
        invocation.Event.Write(@event);
        if (await invocation.SendAsync(default) is var outcome and not InvocationOutcome.Replied)
        {
            throw new InvalidOperationException($"{outcome}");
        }
    }

    internal static async Task<(long Calls, TimeSpan Elapsed, long Allocated)> CallersAsync(FunctionPool pool, byte[] @event, int callers, TimeSpan duration)
    {
        long calls = 0;
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < duration)
            {
                await OnceAsync(pool, @event);
                Interlocked.Increment(ref calls);
            }
        })));
        return (calls, watch.Elapsed, GC.GetTotalAllocatedBytes() - before);
    }

    internal static async Task<double> ColdAsync(SandboxEngine engine, FunctionRevision revision, byte[] @event)
    {
        var pool = engine.Open(revision);
        var watch = Stopwatch.StartNew();
        await OnceAsync(pool, @event);
        var elapsed = watch.Elapsed.TotalMilliseconds;
        await pool.RetireAsync();
        return elapsed;
    }

    internal static double Alone(string folder)
    {
        var layer = Directory.GetDirectories(Path.Combine(folder, "data", "layers"))[0];
        string[] arguments =
            ["--unshare-all", "--uid", "993", "--gid", "990", "--die-with-parent", "--new-session", "--ro-bind", layer, "/app", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "/app/actor", "hello"];
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("bwrap", arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.Read();
        var elapsed = watch.Elapsed.TotalMilliseconds;
        process.WaitForExit();
        return elapsed;
    }

    internal static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

internal sealed class NoLogs : ILogSink
{
    public void Append(LogStreamName stream, DateTimeOffset time, string message)
    {
    }
}
