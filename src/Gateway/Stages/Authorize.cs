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

        if (type == "AWS_IAM" && !IsSigned(call))
        {
            return Verdict.Reject(GatewayResponseType.MissingAuthenticationToken, new CredentialsMissing(call.Method.ResourcePath));
        }

        return Verdict.Reject(GatewayResponseType.ApiConfigurationError, new NotSupportedHere($"authorization type {type}"));
    }

    private static bool IsSigned(Invocation call) =>
        call.Http.Request.Headers.Authorization.Count > 0 || call.Query.Contains("X-Amz-Signature=", StringComparison.Ordinal);
}
