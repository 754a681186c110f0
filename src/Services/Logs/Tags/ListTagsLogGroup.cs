using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Tags;

internal sealed record ListTagsLogGroupRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName);
}

/// <summary>The older name of ListTagsForResource, by the group's name. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html.</summary>
internal sealed class ListTagsLogGroup(LogsEngine engine) : IOperation<ListTagsLogGroupRequest, TagSet>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<TagSet> InvokeAsync(ListTagsLogGroupRequest request, Call call)
    {
        return new TagSet((await engine.Groups.GetRowAsync(call.Scope, request.LogGroupName, call.Aborted)).Tags);
    }
}
