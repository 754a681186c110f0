using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>The end of the pipeline: answers the request, or refuses while nothing has been written yet.</summary>
internal interface IIntegration
{
    ValueTask<Verdict> RunAsync(Invocation call);
}
