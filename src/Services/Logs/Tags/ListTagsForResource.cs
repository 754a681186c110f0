using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Tags;

internal sealed record ListTagsForResourceRequest : IConstrained
{
    public required string ResourceArn { get; init; }

    public void Constrain(Violations check) => check.ResourceArn(ResourceArn);
}

internal sealed record TagSet(IReadOnlyDictionary<string, string> Tags);

/// <summary>Lists a log group's tags. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html.</summary>
internal sealed class ListTagsForResource(LogsEngine engine) : IOperation<ListTagsForResourceRequest, TagSet>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<TagSet> InvokeAsync(ListTagsForResourceRequest request, Call call)
    {
        var row = await engine.Groups.GetRowAsync(call.Scope, Names.GroupOfArn(request.ResourceArn, call.Scope), call.Aborted);
        return new TagSet(row.Tags);
    }
}
