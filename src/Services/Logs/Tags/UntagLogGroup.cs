using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Tags;

internal sealed record UntagLogGroupRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName).TagKeys(Tags, 1, int.MaxValue);
}

/// <summary>The older name of UntagResource, by the group's name. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagLogGroup.html.</summary>
internal sealed class UntagLogGroup(LogsEngine engine) : IOperation<UntagLogGroupRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(UntagLogGroupRequest request, Call call)
    {
        await engine.Groups.UpdateAsync(call.Scope, request.LogGroupName, row => row with { Tags = GroupTags.Remove(row.Tags, request.Tags) }, call.Aborted);
        return Nothing.Value;
    }
}
