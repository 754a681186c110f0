using Gatehouse.Core;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Services.Lambda.Naming;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>Functions as the gateway calls them.</summary>
internal sealed class GatewayInvoker(FunctionSlots slots, TimeProvider time) : IFunctionInvoker
{
    public IFunctionTarget Resolve(string functionArn)
    {
        if (!Arn.TryParse(functionArn, out var arn) || arn.Service != "lambda")
        {
            return MissingTarget.Instance;
        }

        return arn.Resource.Split(':') switch
        {
            ["function", { Length: > 0 } name] => Target(arn, name, null),
            ["function", { Length: > 0 } name, { Length: > 0 } qualifier] => Target(arn, name, qualifier),
            _ => MissingTarget.Instance,
        };
    }

    private FunctionTarget Target(Arn arn, string name, string? qualifier) =>
        // The slot of a function that does not exist yet is where it will appear.
        new(slots.Of(new Scope(arn.Account, arn.Region), name), qualifier == FunctionReference.Latest ? null : qualifier, time);

    /// <summary>An ARN that no function can have.</summary>
    private sealed class MissingTarget : IFunctionTarget
    {
        public static MissingTarget Instance { get; } = new();

        public FunctionAccess Check(string sourceArn) => FunctionAccess.NotFound;

        public FunctionExchange Begin() => new AbsentExchange();
    }
}
