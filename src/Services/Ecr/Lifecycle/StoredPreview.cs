namespace Gatehouse.Services.Ecr.Lifecycle;

/// <summary>What a policy would have done when its preview was made.</summary>
internal sealed record StoredPreview
{
    public required string PolicyText { get; init; }

    public required IReadOnlyList<StoredPreviewImage> Images { get; init; }
}

/// <summary>An image that would expire, as it was then.</summary>
internal sealed record StoredPreviewImage
{
    public required string Digest { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required DateTimeOffset PushedAt { get; init; }

    public required int RulePriority { get; init; }
}
