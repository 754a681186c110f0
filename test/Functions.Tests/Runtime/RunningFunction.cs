using System.Buffers;
using System.Text;
using Gatehouse.Functions.Runtime;

namespace Gatehouse.Functions.Tests.Runtime;

/// <summary>A function under test, polling a <see cref="Peer"/>. Dispose ends it.</summary>
internal sealed class RunningFunction : IAsyncDisposable
{
    private readonly RuntimeClient _client;
    private readonly StringWriter _log = new();

    public RunningFunction(Peer peer, RawHandler handler, TimeProvider? time = null)
        : this(peer, () => new ValueTask<RawHandler>(handler), time)
    {
    }

    public RunningFunction(Peer peer, Func<ValueTask<RawHandler>> initialize, TimeProvider? time = null)
        : this(peer, loop => loop.RunAsync(initialize), time)
    {
    }

    private RunningFunction(Peer peer, Func<RuntimeLoop, Task<int>> serve, TimeProvider? time)
    {
        var environment = new FunctionEnvironment
        {
            RuntimeApi = peer.Authority,
            FunctionName = "jobs",
            FunctionVersion = "$LATEST",
            MemoryLimitInMB = 256,
            LogGroupName = "/aws/lambda/jobs",
            LogStreamName = "2026/01/01/[$LATEST]abc",
        };
        var log = TextWriter.Synchronized(_log);
        _client = new RuntimeClient(peer.Authority, TimeProvider.System, log);
        Completion = Task.Run(() => serve(new RuntimeLoop(environment, _client, time ?? TimeProvider.System, log)));
    }

    /// <summary>Ends with the exit code when the function gives up.</summary>
    public Task<int> Completion { get; }

    public string Log => _log.ToString();

    public static RunningFunction Streaming(Peer peer, StreamingHandler handler) =>
        new(peer, loop => loop.StreamAsync(() => new ValueTask<StreamingHandler>(handler)), null);

    /// <summary>Answers with the event in square brackets.</summary>
    public static ValueTask Bracket(ReadOnlyMemory<byte> payload, IBufferWriter<byte> reply, FunctionContext context)
    {
        reply.Write("["u8);
        reply.Write(payload.Span);
        reply.Write("]"u8);
        return ValueTask.CompletedTask;
    }

    public static void Write(IBufferWriter<byte> reply, string text) => reply.Write(Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Completion.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, CancellationToken.None)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
