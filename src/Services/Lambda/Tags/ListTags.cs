using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Tags;

internal sealed record ListTagsRequest : IConstrained
{
    [Uri("Resource")] public required string Resource { get; init; }

    public void Constrain(Violations check) => check.TaggableResource(Resource);
}

internal sealed record ListTagsResponse(IReadOnlyDictionary<string, string> Tags);

/// <summary>A function's tags. See https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html.</summary>
internal sealed class ListTags(FunctionCatalog catalog) : IOperation<ListTagsRequest, ListTagsResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2017-03-31/tags/{Resource}");

    public async ValueTask<ListTagsResponse> InvokeAsync(ListTagsRequest request, Call call) =>
        new((await catalog.GetAsync(TaggedFunction.Read(request.Resource, call), call.Aborted)).Tags);
}
