using Gatehouse.Core;
using Gatehouse.Services.Iam.Tags;

namespace Gatehouse.Services.Iam.Policies;

/// <summary>A managed policy as it is stored.</summary>
internal sealed record PolicyRecord
{
    /// <summary>What stands in ARNs for the account of AWS's own policies.</summary>
    public const string AwsAccount = "aws";

    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Account { get; init; }

    public required string Path { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public required DateTimeOffset UpdateDate { get; init; }

    public IReadOnlyList<Tag> Tags { get; init => field = value ?? []; } = [];

    /// <summary>In the order in which they were made.</summary>
    public required IReadOnlyList<PolicyVersionRecord> Versions { get; init; }

    public required string DefaultVersionId { get; init; }

    /// <summary>The number of the next version: numbers are not used again.</summary>
    public int NextVersion { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsAwsManaged => Account == AwsAccount;

    public string Arn() => new Arn("aws", "iam", "", Account, $"policy{Path}{Name}").ToString();

    public PolicyVersionRecord? FindVersion(string id) => Versions.FirstOrDefault(version => version.Id == id);
}

/// <param name="Document">Null for AWS's own policies whose document we do not know.</param>
internal sealed record PolicyVersionRecord(string Id, string? Document, DateTimeOffset CreateDate);
