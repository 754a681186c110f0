using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record DeletePolicyRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn);
}

/// <summary>Deletes a policy that nothing uses and that has its default version only. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html.</summary>
internal sealed class DeletePolicy(IStore store, PolicyTable policies, PolicyUsage usage) : IOperation<DeletePolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeletePolicyRequest request, Call call)
    {
        while (true)
        {
            var policy = await policies.GetOwnVersionedAsync(call, request.PolicyArn);
            var counts = await usage.CountAsync(call.Account, call.Aborted);
            if (counts.Of(policy.Value) is { Attachments: > 0 } or { Boundaries: > 0 })
            {
                throw IamErrors.PolicyAttached();
            }

            if (policy.Value.Versions.Count > 1)
            {
                throw IamErrors.PolicyHasVersions();
            }

            var batch = new Batch();
            policies.Delete(batch, policy);
            if (await store.CommitAsync(batch, call.Aborted))
            {
                return Nothing.Value;
            }
        }
    }
}
