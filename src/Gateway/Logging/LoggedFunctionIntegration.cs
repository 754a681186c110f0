using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Gateway.Logging;

/// <summary>AWS_PROXY to a function, each exchange told to the execution log of its request.</summary>
internal sealed class LoggedFunctionIntegration(IFunctionTarget target, string functionArn, TimeSpan timeout, ObjectPool<ProxyScratch> scratch, GatewayTime time) : IIntegration
{
    public async ValueTask<Verdict> RunAsync(Invocation call)
    {
        var function = new LoggedFunction(target, functionArn, call.Stage.Model.ApiId, call.Log!, time);
        var verdict = await new FunctionIntegration<HttpOrigin>(default, function, functionArn, timeout, scratch).RunAsync(call);

        // The log lets a refused request go on to Lambda, as AWS does; the owner hears the reason itself.
        return function.Access switch
        {
            FunctionAccess.NotFound => Verdict.Reject(GatewayResponseType.ApiConfigurationError, new FunctionMissing(functionArn)),
            FunctionAccess.NotPermitted => Verdict.Reject(GatewayResponseType.ApiConfigurationError, new NoInvokePermission(functionArn, function.SourceArn)),
            _ => verdict,
        };
    }
}
