using System.Text;
using Gatehouse.Core;
using Gatehouse.Services.Iam.Documents;
using Gatehouse.Services.Iam.Roles;
using Gatehouse.Services.Iam.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Sts;

internal sealed record AssumeRoleRequest : IConstrained
{
    public required string RoleArn { get; init; }

    public required string RoleSessionName { get; init; }

    public IReadOnlyList<SessionPolicy>? PolicyArns { get; init; }

    public string? Policy { get; init; }

    public int? DurationSeconds { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public IReadOnlyList<string>? TransitiveTagKeys { get; init; }

    public string? ExternalId { get; init; }

    public string? SerialNumber { get; init; }

    public string? TokenCode { get; init; }

    public string? SourceIdentity { get; init; }

    public IReadOnlyList<ProvidedContext>? ProvidedContexts { get; init; }

    public void Constrain(Violations check) => check
        .SessionArn(RoleArn).SessionName(RoleSessionName).SessionPolicies(Policy, PolicyArns)
        .Range(DurationSeconds, 900, 43200).Tags(Tags).TransitiveKeys(TransitiveTagKeys)
        .ExternalId(ExternalId).Device(SerialNumber, TokenCode).SessionName(SourceIdentity).Contexts(ProvidedContexts);
}

internal sealed record SessionPolicy
{
    [System.Text.Json.Serialization.JsonPropertyName("arn")]
    public string? Arn { get; init; }
}

internal sealed record ProvidedContext
{
    public string? ProviderArn { get; init; }

    public string? ContextAssertion { get; init; }
}

internal sealed record AssumedRoleUser(string AssumedRoleId, string Arn);

internal sealed record AssumeRoleAnswer(Credentials Credentials, AssumedRoleUser AssumedRoleUser)
{
    public int? PackedPolicySize { get; init; }

    public string? SourceIdentity { get; init; }
}

/// <summary>
/// Hands out credentials for a role. Callers are not authenticated, so the trust policy is not weighed; the role must exist.
/// See https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html.
/// </summary>
internal sealed class AssumeRole(RoleTable roles, SessionTable sessions) : IOperation<AssumeRoleRequest, AssumeRoleAnswer>
{
    private const int PackedPolicyBytes = 2048;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<AssumeRoleAnswer> InvokeAsync(AssumeRoleRequest request, Call call)
    {
        if (!Arn.TryParse(request.RoleArn, out var arn) || arn.Service != "iam" || !arn.Resource.StartsWith("role/", StringComparison.Ordinal))
        {
            throw IamErrors.InvalidArn(request.RoleArn);
        }

        var role = await roles.FindByArnAsync(request.RoleArn, call.Aborted) ?? throw IamErrors.NotAuthorized(call.CallerArn, "sts:AssumeRole", request.RoleArn);
        var duration = TimeSpan.FromSeconds(request.DurationSeconds ?? RoleRecord.DefaultMaxSessionDuration);
        if (duration > TimeSpan.FromSeconds(role.MaxSessionDuration ?? RoleRecord.DefaultMaxSessionDuration))
        {
            throw IamErrors.SessionTooLong();
        }

        if (request.Policy is { } policy)
        {
            PolicyGrammar.CheckIdentityPolicy(policy);
        }

        var user = new AssumedRoleUser($"{role.Id}:{request.RoleSessionName}", $"arn:aws:sts::{role.Account}:assumed-role/{role.Name}/{request.RoleSessionName}");
        var credentials = await sessions.IssueAsync(role.Account, user.Arn, user.AssumedRoleId, duration, call.Aborted);
        return new AssumeRoleAnswer(credentials, user) { PackedPolicySize = PackedPolicySize(request), SourceIdentity = request.SourceIdentity };
    }

    /// <summary>A percentage of a packed form that only AWS knows; ours is of the plain form.</summary>
    private static int? PackedPolicySize(AssumeRoleRequest request)
    {
        var bytes = Encoding.UTF8.GetByteCount(request.Policy ?? "")
            + (request.PolicyArns?.Sum(policy => policy.Arn?.Length ?? 0) ?? 0)
            + (request.Tags?.Sum(tag => tag.Key.Length + tag.Value.Length) ?? 0);
        return bytes == 0 ? null : Math.Clamp(bytes * 100 / PackedPolicyBytes, 1, 100);
    }
}
