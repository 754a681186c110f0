using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Tags;

internal sealed record UntagResourceRequest : IConstrained
{
    [Uri("Resource")] public required string Resource { get; init; }

    [Query("tagKeys")] public required IReadOnlyList<string> TagKeys { get; init; }

    public void Constrain(Violations check) => check.TaggableResource(Resource);
}

/// <summary>Takes tags off a function. See https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html.</summary>
internal sealed class UntagResource(FunctionCatalog catalog) : IOperation<UntagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2017-03-31/tags/{Resource}", 204);

    public async ValueTask<Nothing> InvokeAsync(UntagResourceRequest request, Call call)
    {
        await catalog.ChangeAsync(TaggedFunction.Read(request.Resource, call), function =>
        {
            var tags = new SortedDictionary<string, string>(function.Tags, StringComparer.Ordinal);
            foreach (var key in request.TagKeys)
            {
                tags.Remove(key);
            }

            return function with { Tags = tags };
        }, call.Aborted);
        return Nothing.Value;
    }
}
