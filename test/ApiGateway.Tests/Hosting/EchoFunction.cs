using System.Buffers;
using System.Text;
using System.Text.Json;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.ApiGateway.Tests.Hosting;

/// <summary>A Lambda whose only function answers with the event that it got, as a body.</summary>
internal sealed class EchoFunction : IFunctionInvoker, IFunctionTarget
{
    /// <summary>Only functions of this name may be invoked.</summary>
    public const string Permitted = "echo";

    private string _arn = "";

    public IFunctionTarget Resolve(string functionArn) => new EchoFunction { _arn = functionArn };

    public FunctionAccess Check(string sourceArn) => _arn.EndsWith(':' + Permitted) ? FunctionAccess.Allowed : FunctionAccess.NotPermitted;

    public FunctionExchange Begin() => new Exchange();

    private sealed class Exchange : FunctionExchange
    {
        private readonly ArrayBufferWriter<byte> _event = new();
        private byte[] _reply = [];

        public override IBufferWriter<byte> Event => _event;

        public override ReadOnlyMemory<byte> Reply => _reply;

        public override string InvocationId => "11111111-2222-3333-4444-555555555555";

        public override ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted)
        {
            var body = JsonEncodedText.Encode(_event.WrittenSpan);
            _reply = Encoding.UTF8.GetBytes($$"""{"statusCode":200,"multiValueHeaders":{"Set-Cookie":["a=1","b=2"]},"body":"{{body}}"}""");
            return new(FunctionOutcome.Replied);
        }

        public override void Dispose()
        {
        }
    }
}
