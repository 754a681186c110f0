using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.ServiceLinkedRoles;

internal sealed record GetServiceLinkedRoleDeletionStatusRequest : IConstrained
{
    public required string DeletionTaskId { get; init; }

    public void Constrain(Violations check) => check.Length(DeletionTaskId, 1, 1000);
}

internal sealed record DeletionStatus(string Status);

/// <summary>Says that a deletion is done: it was before its task was answered. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html.</summary>
internal sealed class GetServiceLinkedRoleDeletionStatus : IOperation<GetServiceLinkedRoleDeletionStatusRequest, DeletionStatus>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public ValueTask<DeletionStatus> InvokeAsync(GetServiceLinkedRoleDeletionStatusRequest request, Call call)
    {
        return request.DeletionTaskId.StartsWith("task/aws-service-role/", StringComparison.Ordinal)
            ? new(new DeletionStatus("SUCCEEDED"))
            : throw IamErrors.DeletionTaskNotFound(request.DeletionTaskId);
    }
}
