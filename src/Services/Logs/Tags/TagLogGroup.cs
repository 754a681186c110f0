using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Tags;

internal sealed record TagLogGroupRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName).Tags(Tags);
}

/// <summary>The older name of TagResource, by the group's name. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html.</summary>
internal sealed class TagLogGroup(LogsEngine engine) : IOperation<TagLogGroupRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(TagLogGroupRequest request, Call call)
    {
        await engine.Groups.UpdateAsync(call.Scope, request.LogGroupName, row => row with { Tags = GroupTags.Merge(row.Tags, request.Tags) }, call.Aborted);
        return Nothing.Value;
    }
}
