using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Images;

/// <summary>Which images a list shows.</summary>
internal sealed record ImageFilter
{
    public string? TagStatus { get; init; }

    public string? ImageStatus { get; init; }

    public void Constrain(Violations check) => check
        .OneOf(TagStatus, ["TAGGED", "UNTAGGED", "ANY"], "filter.tagStatus")
        .OneOf(ImageStatus, ["ACTIVE", "ARCHIVED", "ACTIVATING", "ANY"], "filter.imageStatus");

    /// <summary>Whether an image with or without tags is shown. Nothing is ever archived here.</summary>
    public bool Shows(bool tagged) =>
        ImageStatus is null or "ACTIVE" or "ANY" && TagStatus switch { "TAGGED" => tagged, "UNTAGGED" => !tagged, _ => true };
}
