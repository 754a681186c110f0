using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Model;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>Makes a stage's authorizers ready to be asked, once per published stage.</summary>
internal sealed class AuthorizerCompiler(IFunctionInvoker functions, GatewayTime time)
{
    private readonly ObjectPool<ProxyScratch> _scratch = new DefaultObjectPool<ProxyScratch>(new DefaultPooledObjectPolicy<ProxyScratch>(), 64);

    /// <param name="stage">The stage that they guard.</param>
    /// <param name="previous">
    /// The authorizers that it had before. ? One that is as it was keeps its answers; one that was changed forgets them, lest the old function speak on.
    /// </param>
    public Dictionary<string, LambdaAuthorizer> Compile(StageModel stage, Dictionary<string, LambdaAuthorizer>? previous)
    {
        var compiled = new Dictionary<string, LambdaAuthorizer>(StringComparer.Ordinal);
        foreach (var model in stage.Authorizers)
        {
            var arn = IntegrationCompiler.FunctionOf(stage, model.Uri);
            var before = previous?.GetValueOrDefault(model.Id);
            var cache = model.ResultTimeToLive <= TimeSpan.Zero ? null
                : before is not null && before.Model == model && before.FunctionArn == arn ? before.Cache
                : new AuthorizerCache(model.ResultTimeToLive, time.Clock);
            compiled[model.Id] = new LambdaAuthorizer(stage, model, arn, arn is null ? null : functions.Resolve(arn), cache, _scratch, time);
        }

        return compiled;
    }
}
