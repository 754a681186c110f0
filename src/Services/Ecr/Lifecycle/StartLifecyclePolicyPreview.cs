using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Lifecycle;

internal sealed record StartLifecyclePolicyPreviewRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public string? LifecyclePolicyText { get; init; }

    public void Constrain(Violations check) => check.Repository(this).Length(LifecyclePolicyText, 100, 30720);
}

internal sealed record LifecyclePolicyPreviewStart
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string LifecyclePolicyText { get; init; }

    public required string Status { get; init; }
}

/// <summary>
/// Finds out what a policy would let expire, and keeps the finding until the next preview. It is complete on return; ECR's takes a while, so the answer
/// says what its does. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_StartLifecyclePolicyPreview.html.
/// </summary>
internal sealed class StartLifecyclePolicyPreview(RepositoryTable repositories, ImageTable images)
    : IOperation<StartLifecyclePolicyPreviewRequest, LifecyclePolicyPreviewStart>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LifecyclePolicyPreviewStart> InvokeAsync(StartLifecyclePolicyPreviewRequest request, Call call)
    {
        var repository = await repositories.GetAsync(request, call);
        var text = request.LifecyclePolicyText ?? repository.LifecyclePolicyText ?? throw EcrErrors.LifecyclePolicyNotFound(repository.Name, call.Account);
        if (LifecycleRules.FaultIn(text, out var policy) is { } fault)
        {
            throw EcrErrors.LifecyclePolicyInvalid(fault);
        }

        var going = LifecycleEvaluation.Evaluate(policy!, await images.ListTaggedAsync(call.Scope, repository.Name, call.Aborted), call.Time);
        var preview = new StoredPreview
        {
            PolicyText = text,
            Images = [.. going.Select(image => new StoredPreviewImage
            {
                Digest = image.Image.Image.Digest,
                Tags = image.Image.Tags,
                PushedAt = image.Image.Image.PushedAt,
                RulePriority = image.RulePriority,
            })],
        };
        await repositories.PutPreviewAsync(call.Scope, repository.Name, preview, call.Aborted);
        return new LifecyclePolicyPreviewStart
        {
            RegistryId = call.Account,
            RepositoryName = repository.Name,
            LifecyclePolicyText = text,
            Status = "IN_PROGRESS",
        };
    }
}
