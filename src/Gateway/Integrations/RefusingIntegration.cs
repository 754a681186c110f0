using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Stands for an integration that cannot work, and says why.</summary>
internal sealed class RefusingIntegration(Reason reason) : IIntegration
{
    public ValueTask<Verdict> RunAsync(Invocation call)
    {
        TraceId.Begin(call);
        return new(Verdict.Reject(GatewayResponseType.ApiConfigurationError, reason));
    }
}
