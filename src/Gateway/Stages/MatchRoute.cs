using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>Finds the resource and method. AWS answers a wrong path or verb as if credentials were missing.</summary>
internal sealed class MatchRoute : IStage
{
    private const int LongestKeptPath = 512;

    public Verdict Run(Invocation call)
    {
        var method = call.VerbSlot < 0 ? null : call.Stage.Routes.Match(call.Path, call.VerbSlot);
        if (method is null)
        {
            return SignatureHeader.Refuse(call, WhyNot(call));
        }

        call.Method = method;
        call.Record.ResourcePath = method.ResourcePath;
        call.Record.Place = method.Place;
        return Verdict.Continue;
    }

    private static Reason WhyNot(Invocation call) => call.Stage.Routes.MatchAnyVerb(call.Path) is { } other
        ? new NoMethodOfResource(call.Record.HttpMethod, other.ResourcePath) { ResourceId = other.ResourceId }
        : new NoSuchRoute(call.Record.HttpMethod, call.Path[..Math.Min(call.Path.Length, LongestKeptPath)].ToString(), call.Stage.RouteNames)
        {
            ResourceIds = call.Stage.ResourceIds,
        };
}
