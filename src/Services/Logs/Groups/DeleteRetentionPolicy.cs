using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Groups;

internal sealed record DeleteRetentionPolicyRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName);
}

/// <summary>Lets events live for ever. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html.</summary>
internal sealed class DeleteRetentionPolicy(LogsEngine engine) : IOperation<DeleteRetentionPolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeleteRetentionPolicyRequest request, Call call)
    {
        await engine.Groups.UpdateAsync(call.Scope, request.LogGroupName, row => row with { RetentionInDays = null }, call.Aborted);
        return Nothing.Value;
    }
}
