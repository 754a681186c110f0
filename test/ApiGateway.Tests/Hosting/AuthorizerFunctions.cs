using System.Buffers;
using System.Text;
using System.Text.Json;
using Gatehouse.Gateway.Integrations;

namespace Gatehouse.ApiGateway.Tests.Hosting;

/// <summary>
/// A Lambda whose function <c>auth</c> allows the caller whose token it is asked about, names the token as the caller's key, and counts; every
/// other function answers with its event.
/// </summary>
internal sealed class AuthorizerFunctions : IFunctionInvoker
{
    private readonly EchoFunction _echo = new();

    public int Asked { get; set; }

    public IFunctionTarget Resolve(string functionArn) => functionArn.EndsWith(":auth", StringComparison.Ordinal) ? new Target(this) : _echo.Resolve(functionArn);

    private sealed class Target(AuthorizerFunctions owner) : IFunctionTarget
    {
        public FunctionAccess Check(string sourceArn) => sourceArn.Contains("/authorizers/", StringComparison.Ordinal) ? FunctionAccess.Allowed : FunctionAccess.NotPermitted;

        public FunctionExchange Begin() => new Exchange(owner);
    }

    private sealed class Exchange(AuthorizerFunctions owner) : FunctionExchange
    {
        private readonly ArrayBufferWriter<byte> _event = new();
        private byte[] _reply = [];

        public override IBufferWriter<byte> Event => _event;

        public override ReadOnlyMemory<byte> Reply => _reply;

        public override string InvocationId => "11111111-2222-3333-4444-555555555555";

        public override ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted)
        {
            owner.Asked++;
            using var asked = JsonDocument.Parse(_event.WrittenMemory);
            var token = asked.RootElement.GetProperty("authorizationToken").GetString();
            var statement = $$"""{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"{{asked.RootElement.GetProperty("methodArn").GetString()}}"}""";
            _reply = Encoding.UTF8.GetBytes(
                $$"""{"principalId":"{{token}}","policyDocument":{"Version":"2012-10-17","Statement":[{{statement}}]},"context":{"asked":{{owner.Asked}}},"usageIdentifierKey":"{{token}}"}""");
            return new(FunctionOutcome.Replied);
        }

        public override void Dispose()
        {
        }
    }
}
