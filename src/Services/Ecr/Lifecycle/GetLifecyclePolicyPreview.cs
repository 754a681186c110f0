using System.Globalization;
using Gatehouse.Core;
using Gatehouse.Services.Ecr.Images;
using Gatehouse.Services.Ecr.Repositories;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Lifecycle;

internal sealed record GetLifecyclePolicyPreviewRequest : IRepositoryRequest, IConstrained
{
    public string? RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public IReadOnlyList<ImageIdentifier>? ImageIds { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public PreviewFilter? Filter { get; init; }

    public void Constrain(Violations check) => check
        .Repository(this)
        .Images(ImageIds)
        .Range(MaxResults, 1, 100, "maxResults")
        .OneOf(Filter?.TagStatus, ["TAGGED", "UNTAGGED", "ANY"], "filter.tagStatus");
}

internal sealed record PreviewFilter
{
    public string? TagStatus { get; init; }
}

internal sealed record LifecyclePolicyPreview
{
    public required string RegistryId { get; init; }

    public required string RepositoryName { get; init; }

    public required string LifecyclePolicyText { get; init; }

    public required string Status { get; init; }

    public string? NextToken { get; init; }

    public required IReadOnlyList<LifecyclePolicyPreviewResult> PreviewResults { get; init; }

    public required LifecyclePolicyPreviewSummary Summary { get; init; }
}

internal sealed record LifecyclePolicyPreviewResult
{
    public IReadOnlyList<string>? ImageTags { get; init; }

    public required string ImageDigest { get; init; }

    public required double ImagePushedAt { get; init; }

    public required LifecyclePolicyRuleAction Action { get; init; }

    public required int AppliedRulePriority { get; init; }
}

internal sealed record LifecyclePolicyRuleAction
{
    public required string Type { get; init; }
}

internal sealed record LifecyclePolicyPreviewSummary
{
    public required int ExpiringImageTotalCount { get; init; }
}

/// <summary>Shows what the latest preview found. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetLifecyclePolicyPreview.html.</summary>
internal sealed class GetLifecyclePolicyPreview(RepositoryTable repositories) : IOperation<GetLifecyclePolicyPreviewRequest, LifecyclePolicyPreview>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LifecyclePolicyPreview> InvokeAsync(GetLifecyclePolicyPreviewRequest request, Call call)
    {
        var repository = await repositories.GetAsync(request, call);
        var preview = await repositories.FindPreviewAsync(call.Scope, repository.Name, call.Aborted) ?? throw EcrErrors.LifecyclePolicyPreviewNotFound(repository.Name, call.Account);
        var start = int.TryParse(Paging.After(request.NextToken), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var filter = new ImageFilter { TagStatus = request.Filter?.TagStatus };
        var shown = preview.Images
            .Where(image => filter.Shows(image.Tags.Count > 0) && (request.ImageIds is not { } ids || ids.Any(id => Names(id, image))))
            .ToList();
        var page = shown.Skip(start).Take(Paging.Size(request.MaxResults)).ToList();
        return new LifecyclePolicyPreview
        {
            RegistryId = call.Account,
            RepositoryName = repository.Name,
            LifecyclePolicyText = preview.PolicyText,
            Status = "COMPLETE",
            NextToken = start + page.Count < shown.Count ? PageToken.For((start + page.Count).ToString(CultureInfo.InvariantCulture)) : null,
            PreviewResults = [.. page.Select(image => new LifecyclePolicyPreviewResult
            {
                ImageTags = image.Tags.Count > 0 ? image.Tags : null,
                ImageDigest = image.Digest,
                ImagePushedAt = image.PushedAt.ToEpochSeconds(),
                Action = new LifecyclePolicyRuleAction { Type = "EXPIRE" },
                AppliedRulePriority = image.RulePriority,
            })],
            Summary = new LifecyclePolicyPreviewSummary { ExpiringImageTotalCount = preview.Images.Count },
        };
    }

    private static bool Names(ImageIdentifier id, StoredPreviewImage image) =>
        (id.ImageDigest is null || id.ImageDigest == image.Digest) && (id.ImageTag is null || image.Tags.Contains(id.ImageTag));
}
