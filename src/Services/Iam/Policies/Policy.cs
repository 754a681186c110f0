using Gatehouse.Services.Iam.Documents;
using Gatehouse.Services.Iam.Tags;

namespace Gatehouse.Services.Iam.Policies;

internal sealed record Policy
{
    public required string PolicyName { get; init; }

    public required string PolicyId { get; init; }

    public required string Arn { get; init; }

    public required string Path { get; init; }

    public required string DefaultVersionId { get; init; }

    public required int AttachmentCount { get; init; }

    public required int PermissionsBoundaryUsageCount { get; init; }

    public required bool IsAttachable { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public required DateTimeOffset UpdateDate { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public static Policy Created(PolicyRecord policy) => Listed(policy, PolicyCounts.None) with { Tags = NullWhenEmpty(policy.Tags) };

    public static Policy Full(PolicyRecord policy, PolicyCounts counts) =>
        Listed(policy, counts) with { Description = policy.Description, Tags = NullWhenEmpty(policy.Tags) };

    /// <summary>As ListPolicies answers: without description and tags.</summary>
    public static Policy Listed(PolicyRecord policy, PolicyCounts counts) => new()
    {
        PolicyName = policy.Name,
        PolicyId = policy.Id,
        Arn = policy.Arn(),
        Path = policy.Path,
        DefaultVersionId = policy.DefaultVersionId,
        AttachmentCount = counts.Of(policy).Attachments,
        PermissionsBoundaryUsageCount = counts.Of(policy).Boundaries,
        IsAttachable = true,
        CreateDate = policy.CreateDate,
        UpdateDate = policy.UpdateDate,
    };

    private static IReadOnlyList<Tag>? NullWhenEmpty(IReadOnlyList<Tag> tags) => tags.Count == 0 ? null : tags;
}

internal sealed record PolicyAnswer(Policy Policy);

internal sealed record PolicyVersion
{
    public string? Document { get; init; }

    public required string VersionId { get; init; }

    public required bool IsDefaultVersion { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public static PolicyVersion Of(PolicyRecord policy, PolicyVersionRecord version, bool withDocument) => new()
    {
        Document = withDocument && version.Document is { } document ? PolicyText.Encode(document) : null,
        VersionId = version.Id,
        IsDefaultVersion = version.Id == policy.DefaultVersionId,
        CreateDate = version.CreateDate,
    };
}

internal sealed record PolicyVersionAnswer(PolicyVersion PolicyVersion);
