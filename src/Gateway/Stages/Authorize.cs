using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>Applies the method's authorization type. Waits where an authorizer's function must be asked.</summary>
internal sealed class Authorize : IStage
{
    public Verdict Run(Invocation call)
    {
        var type = call.Method.AuthorizationType;
        if (type == "NONE")
        {
            return Verdict.Continue;
        }

        if (type == "CUSTOM")
        {
            return call.Method.Authorizer is { } authorizer
                ? authorizer.Authorize(call)
                : Verdict.Reject(GatewayResponseType.AuthorizerConfigurationError, new AuthorizerMissing(call.Method.ResourcePath));
        }

        if (type == "AWS_IAM" && !SignatureHeader.IsSigned(call))
        {
            return SignatureHeader.Refuse(call, new CredentialsMissing(call.Method.ResourcePath));
        }

        return Verdict.Reject(GatewayResponseType.ApiConfigurationError, new NotSupportedHere($"authorization type {type}"));
    }
}
