using Gatehouse.Services.Iam.Documents;
using Gatehouse.Services.Iam.Tags;

namespace Gatehouse.Services.Iam.Roles;

internal sealed record Role
{
    public required string Path { get; init; }

    public required string RoleName { get; init; }

    public required string RoleId { get; init; }

    public required string Arn { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public string? AssumeRolePolicyDocument { get; init; }

    public string? Description { get; init; }

    public int? MaxSessionDuration { get; init; }

    public AttachedPermissionsBoundary? PermissionsBoundary { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public RoleLastUsed? RoleLastUsed { get; init; }

    /// <summary>As CreateRole answers: what was not asked for is left out.</summary>
    public static Role Created(RoleRecord role) => Listed(role) with { MaxSessionDuration = role.MaxSessionDuration, Tags = NullWhenEmpty(role.Tags) };

    /// <summary>As GetRole answers: everything.</summary>
    public static Role Full(RoleRecord role) => Listed(role) with { Tags = NullWhenEmpty(role.Tags), RoleLastUsed = new RoleLastUsed() };

    /// <summary>As ListRoles answers: without tags and last use.</summary>
    public static Role Listed(RoleRecord role) => new()
    {
        Path = role.Path,
        RoleName = role.Name,
        RoleId = role.Id,
        Arn = role.Arn(),
        CreateDate = role.CreateDate,
        AssumeRolePolicyDocument = PolicyText.Encode(role.TrustPolicy),
        Description = role.Description,
        MaxSessionDuration = role.MaxSessionDuration ?? RoleRecord.DefaultMaxSessionDuration,
        PermissionsBoundary = role.PermissionsBoundary is { } arn ? new AttachedPermissionsBoundary("Policy", arn) : null,
    };

    private static IReadOnlyList<Tag>? NullWhenEmpty(IReadOnlyList<Tag> tags) => tags.Count == 0 ? null : tags;
}

/// <summary>Calls are not tracked, so this is empty: as it is on AWS for a role that was never used.</summary>
internal sealed record RoleLastUsed
{
    public DateTimeOffset? LastUsedDate { get; init; }

    public string? Region { get; init; }
}

internal sealed record AttachedPermissionsBoundary(string PermissionsBoundaryType, string PermissionsBoundaryArn);

internal sealed record RoleAnswer(Role Role);
