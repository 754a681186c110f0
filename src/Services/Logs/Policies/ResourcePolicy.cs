namespace Gatehouse.Services.Logs.Policies;

/// <summary>A resource policy as it is stored.</summary>
internal sealed record ResourcePolicyRow(string Name, string Document, long LastUpdatedTime);

internal sealed record ResourcePolicy(string PolicyName, string PolicyDocument, long LastUpdatedTime)
{
    public static ResourcePolicy Of(ResourcePolicyRow row) => new(row.Name, row.Document, row.LastUpdatedTime);
}
