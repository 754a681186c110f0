using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Tags;

internal sealed record UntagResourceRequest
{
    [Uri("resource_arn")] public required string ResourceArn { get; init; }

    [Query("tagKeys")] public required List<string> TagKeys { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UntagResource.html.</summary>
internal sealed class UntagResource(TaggedResource tagged) : IOperation<UntagResourceRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/tags/{resource_arn}", 204);

    public async ValueTask<Nothing> InvokeAsync(UntagResourceRequest request, Call call)
    {
        await tagged.ChangeAsync(call, request.ResourceArn, tags =>
        {
            foreach (var key in request.TagKeys)
            {
                tags.Remove(key);
            }
        });
        return Nothing.Value;
    }
}
