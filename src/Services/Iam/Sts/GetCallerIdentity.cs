using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

internal sealed record GetCallerIdentityRequest;

internal sealed record CallerIdentity(string UserId, string Account, string Arn);

/// <summary>Says whose credentials a request was signed with. See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html.</summary>
internal sealed class GetCallerIdentity : IOperation<GetCallerIdentityRequest, CallerIdentity>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public ValueTask<CallerIdentity> InvokeAsync(GetCallerIdentityRequest request, Call call) =>
        new(new CallerIdentity(call.CallerId, call.Account, call.CallerArn));
}
