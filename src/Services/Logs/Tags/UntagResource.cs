using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Tags;

internal sealed record UntagResourceRequest : IConstrained
{
    public required string ResourceArn { get; init; }

    public required IReadOnlyList<string> TagKeys { get; init; }

    public void Constrain(Violations check) => check.ResourceArn(ResourceArn).TagKeys(TagKeys, 0, 50);
}

/// <summary>Takes tags off a log group. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html.</summary>
internal sealed class UntagResource(LogsEngine engine) : IOperation<UntagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(UntagResourceRequest request, Call call)
    {
        var name = Names.GroupOfArn(request.ResourceArn, call.Scope);
        await engine.Groups.UpdateAsync(call.Scope, name, row => row with { Tags = GroupTags.Remove(row.Tags, request.TagKeys) }, call.Aborted);
        return Nothing.Value;
    }
}
