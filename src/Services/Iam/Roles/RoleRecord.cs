using Gatehouse.Core;
using Gatehouse.Services.Iam.Tags;

namespace Gatehouse.Services.Iam.Roles;

/// <summary>A role as it is stored, with everything that hangs on it: its quotas keep that small.</summary>
internal sealed record RoleRecord
{
    public const int DefaultMaxSessionDuration = 3600;

    public required string Path { get; init; }

    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Account { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public required string TrustPolicy { get; init; }

    public string? Description { get; init; }

    public int? MaxSessionDuration { get; init; }

    public string? PermissionsBoundary { get; init; }

    public IReadOnlyList<Tag> Tags { get; init => field = value ?? []; } = [];

    /// <summary>Inline documents by name, in ordinal order.</summary>
    public SortedDictionary<string, string> InlinePolicies { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>ARNs of managed policies, in the order in which they were attached.</summary>
    public IReadOnlyList<string> AttachedPolicies { get; init => field = value ?? []; } = [];

    /// <summary>The service that a service-linked role belongs to. Such roles are changed by AWS alone.</summary>
    public string? LinkedService { get; init; }

    public string Arn() => new Arn("aws", "iam", "", Account, $"role{Path}{Name}").ToString();
}
