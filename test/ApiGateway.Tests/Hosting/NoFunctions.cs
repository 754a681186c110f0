using Gatehouse.Gateway.Integrations;

namespace Gatehouse.ApiGateway.Tests.Hosting;

/// <summary>A Lambda without functions: AWS_PROXY integrations find nothing behind them.</summary>
internal sealed class NoFunctions : IFunctionInvoker, IFunctionTarget
{
    public IFunctionTarget Resolve(string functionArn) => this;

    public FunctionAccess Check(string sourceArn) => FunctionAccess.NotFound;

    public FunctionExchange Begin() => throw new InvalidOperationException("There is no function to call.");
}
