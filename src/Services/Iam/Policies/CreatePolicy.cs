using Gatehouse.Core;
using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record CreatePolicyRequest : IConstrained
{
    public required string PolicyName { get; init; }

    public string? Path { get; init; }

    public required string PolicyDocument { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public void Constrain(Violations check) => check.PolicyName(PolicyName).PolicyPath(Path).Document(PolicyDocument).Length(Description, 0, 1000).Tags(Tags);
}

/// <summary>Creates a managed policy with its first version. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html.</summary>
internal sealed class CreatePolicy(PolicyTable policies) : IOperation<CreatePolicyRequest, PolicyAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PolicyAnswer> InvokeAsync(CreatePolicyRequest request, Call call)
    {
        PolicyTable.CheckDocument(request.PolicyDocument);
        var now = call.Time.ToSecond();
        var policy = new PolicyRecord
        {
            Name = request.PolicyName,
            Id = Ids.Iam("ANPA"),
            Account = call.Account,
            Path = request.Path ?? "/",
            Description = request.Description,
            CreateDate = now,
            UpdateDate = now,
            Tags = TagList.Merge([], request.Tags ?? []),
            Versions = [new PolicyVersionRecord("v1", request.PolicyDocument, now)],
            DefaultVersionId = "v1",
            NextVersion = 2,
        };
        await policies.InsertAsync(policy, call.Aborted);
        return new PolicyAnswer(Policy.Created(policy));
    }
}
