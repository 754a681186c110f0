using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.Gateway.Tests.Hosting;

/// <summary>Functions that are delegates over the event's bytes: a small real implementation of the seam.</summary>
internal sealed class InlineFunctions : IFunctionInvoker
{
    public ConcurrentDictionary<string, InlineFunction> All { get; } = new();

    public IFunctionTarget Resolve(string functionArn) => All.GetOrAdd(functionArn, arn => new InlineFunction(arn));
}

internal sealed class InlineFunction(string arn) : IFunctionTarget
{
    private static readonly byte[] Hello = """{"statusCode":200,"body":"{\"message\": \"hello\"}"}"""u8.ToArray();

    public string Arn => arn;

    public FunctionAccess Access { get; set; } = FunctionAccess.Allowed;

    public FunctionOutcome Outcome { get; set; } = FunctionOutcome.Replied;

    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Run { get; set; } = _ => Hello;

    /// <summary>Completes before the function answers.</summary>
    public Func<TimeSpan, CancellationToken, Task>? Wait { get; set; }

    public string? LastEvent { get; set; }

    public string? LastTrace { get; set; }

    public string? LastSource { get; private set; }

    public bool KeepsEvents { get; set; } = true;

    public int Calls;

    public InlineFunction Replies(string payload)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        Run = _ => bytes;
        return this;
    }

    public FunctionAccess Check(string sourceArn)
    {
        LastSource = sourceArn;
        return Access;
    }

    public FunctionExchange Begin() => new Exchange(this);

    private sealed class Exchange(InlineFunction function) : FunctionExchange
    {
        private readonly ArrayBufferWriter<byte> _event = new(2048);
        private ReadOnlyMemory<byte> _reply;

        public override IBufferWriter<byte> Event => _event;

        public override ReadOnlyMemory<byte> Reply => _reply;

        public override string InvocationId => "11111111-2222-3333-4444-555555555555";

        public override async ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted)
        {
            if (function.KeepsEvents)
            {
                Interlocked.Increment(ref function.Calls);
                function.LastEvent = Encoding.UTF8.GetString(_event.WrittenSpan);
                function.LastTrace = traceId;
            }

            if (function.Wait is { } wait)
            {
                await wait(timeout, aborted);
            }

            _reply = function.Run(_event.WrittenMemory);
            return function.Outcome;
        }

        public override void Dispose()
        {
        }
    }
}
