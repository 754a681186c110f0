using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Tags;

internal sealed record TagResourceRequest : IConstrained
{
    [Uri("Resource")] public required string Resource { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public void Constrain(Violations check) => check.TaggableResource(Resource);
}

/// <summary>Adds tags to a function. See https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html.</summary>
internal sealed class TagResource(FunctionCatalog catalog) : IOperation<TagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Post("/2017-03-31/tags/{Resource}", 204);

    public async ValueTask<Nothing> InvokeAsync(TagResourceRequest request, Call call)
    {
        if (request.Tags.Count == 0)
        {
            throw LambdaErrors.Invalid("An error occurred and the request cannot be processed.");
        }

        await catalog.ChangeAsync(TaggedFunction.Read(request.Resource, call), function =>
        {
            var tags = new SortedDictionary<string, string>(function.Tags, StringComparer.Ordinal);
            foreach (var (key, value) in request.Tags)
            {
                tags[key] = value;
            }

            TagLimits.ThrowIfTooMany(tags);
            return function with { Tags = tags };
        }, call.Aborted);
        return Nothing.Value;
    }
}
