using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Tags;

internal sealed record TagResourceRequest : IConstrained
{
    public required string ResourceArn { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public void Constrain(Violations check) => check.ResourceArn(ResourceArn).Tags(Tags);
}

/// <summary>Adds tags to a log group, or changes their values. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html.</summary>
internal sealed class TagResource(LogsEngine engine) : IOperation<TagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(TagResourceRequest request, Call call)
    {
        var name = Names.GroupOfArn(request.ResourceArn, call.Scope);
        await engine.Groups.UpdateAsync(call.Scope, name, row => row with { Tags = GroupTags.Merge(row.Tags, request.Tags) }, call.Aborted);
        return Nothing.Value;
    }
}
