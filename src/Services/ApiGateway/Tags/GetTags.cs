using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Tags;

internal sealed record GetTagsRequest
{
    [Uri("resource_arn")] public required string ResourceArn { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record TagMap(Dictionary<string, string> Tags);

/// <summary>Answers all tags at once: there are 50 at most. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetTags.html.</summary>
internal sealed class GetTags(TaggedResource tagged) : IOperation<GetTagsRequest, TagMap>
{
    public OperationSpec Spec => OperationSpec.Get("/tags/{resource_arn}");

    public async ValueTask<TagMap> InvokeAsync(GetTagsRequest request, Call call) => new(await tagged.GetAsync(call, request.ResourceArn));
}
