using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Groups;

internal sealed record DeleteLogGroupRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName);
}

/// <summary>Deletes a log group with its streams and events. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html.</summary>
internal sealed class DeleteLogGroup(LogsEngine engine) : IOperation<DeleteLogGroupRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeleteLogGroupRequest request, Call call)
    {
        await engine.Groups.DeleteAsync(call.Scope, request.LogGroupName, call.Aborted);
        return Nothing.Value;
    }
}
