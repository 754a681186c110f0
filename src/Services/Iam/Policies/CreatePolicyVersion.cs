using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record CreatePolicyVersionRequest : IConstrained
{
    public required string PolicyArn { get; init; }

    public required string PolicyDocument { get; init; }

    public bool? SetAsDefault { get; init; }

    public void Constrain(Violations check) => check.PolicyArn(PolicyArn).Document(PolicyDocument);
}

/// <summary>Adds a version; with <c>SetAsDefault</c> it is the one that acts. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html.</summary>
internal sealed class CreatePolicyVersion(PolicyTable policies) : IOperation<CreatePolicyVersionRequest, PolicyVersionAnswer>
{
    private const int MaxVersions = 5;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PolicyVersionAnswer> InvokeAsync(CreatePolicyVersionRequest request, Call call)
    {
        PolicyTable.CheckDocument(request.PolicyDocument);
        var now = call.Time.ToSecond();
        var changed = await policies.UpdateAsync(call, request.PolicyArn, Add);
        return new PolicyVersionAnswer(PolicyVersion.Of(changed, changed.Versions[^1], withDocument: false));

        PolicyRecord Add(PolicyRecord policy)
        {
            if (policy.Versions.Count == MaxVersions)
            {
                throw IamErrors.TooManyVersions();
            }

            var version = new PolicyVersionRecord($"v{policy.NextVersion}", request.PolicyDocument, now);
            return policy with
            {
                Versions = [.. policy.Versions, version],
                NextVersion = policy.NextVersion + 1,
                DefaultVersionId = request.SetAsDefault == true ? version.Id : policy.DefaultVersionId,
                UpdateDate = now,
            };
        }
    }
}
