using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Tags;

internal sealed record TagResourceRequest
{
    [Uri("resource_arn")] public required string ResourceArn { get; init; }

    public required Dictionary<string, string> Tags { get; init; }
}

/// <summary>Adds tags to those that are there. See https://docs.aws.amazon.com/apigateway/latest/api/API_TagResource.html.</summary>
internal sealed class TagResource(TaggedResource tagged) : IOperation<TagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Put("/tags/{resource_arn}", 204);

    public async ValueTask<Nothing> InvokeAsync(TagResourceRequest request, Call call)
    {
        await tagged.ChangeAsync(call, request.ResourceArn, tags =>
        {
            foreach (var (key, value) in request.Tags)
            {
                tags[key] = value;
            }
        });
        return Nothing.Value;
    }
}
