using Gatehouse.Services.Iam.Roles;

namespace Gatehouse.Services.Iam.Policies;

/// <summary>Counts what uses each policy. Roles are few, so counting anew is simpler than counters that may drift.</summary>
internal sealed class PolicyUsage(RoleTable roles)
{
    public async ValueTask<PolicyCounts> CountAsync(string account, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, (int Attachments, int Boundaries)>(StringComparer.Ordinal);
        foreach (var role in await roles.ListAsync(account, cancellation))
        {
            foreach (var arn in role.AttachedPolicies)
            {
                var (attachments, boundaries) = counts.GetValueOrDefault(arn);
                counts[arn] = (attachments + 1, boundaries);
            }

            if (role.PermissionsBoundary is { } boundary)
            {
                var (attachments, boundaries) = counts.GetValueOrDefault(boundary);
                counts[boundary] = (attachments, boundaries + 1);
            }
        }

        return new PolicyCounts(counts);
    }
}

internal sealed class PolicyCounts(IReadOnlyDictionary<string, (int Attachments, int Boundaries)> counts)
{
    public static PolicyCounts None { get; } = new(new Dictionary<string, (int Attachments, int Boundaries)>());

    public (int Attachments, int Boundaries) Of(PolicyRecord policy) => counts.GetValueOrDefault(policy.Arn());
}
