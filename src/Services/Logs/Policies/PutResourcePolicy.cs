using System.Text.Json;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Policies;

internal sealed record PutResourcePolicyRequest : IConstrained
{
    public string? PolicyName { get; init; }

    public string? PolicyDocument { get; init; }

    public string? ResourceArn { get; init; }

    public string? ExpectedRevisionId { get; init; }

    public void Constrain(Violations check) => check.Length(PolicyDocument, 1, 51200).Token(ExpectedRevisionId);
}

internal sealed record ResourcePolicyAnswer(ResourcePolicy ResourcePolicy);

/// <summary>Writes a policy that lets AWS services write to log groups. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html.</summary>
internal sealed class PutResourcePolicy(LogsEngine engine) : IOperation<PutResourcePolicyRequest, ResourcePolicyAnswer>
{
    private const int MaxPolicies = 10;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<ResourcePolicyAnswer> InvokeAsync(PutResourcePolicyRequest request, Call call)
    {
        if (request.PolicyName is not { Length: > 0 } name || request.PolicyDocument is not { } document)
        {
            throw LogsErrors.Invalid("A policy needs a policyName and a policyDocument.");
        }

        if (!IsJson(document))
        {
            throw LogsErrors.Invalid("The policy document is not valid JSON.");
        }

        var known = await engine.ResourcePolicies.ListAsync(call.Scope, cancellation: call.Aborted);
        if (known.Items.Count >= MaxPolicies && known.Items.All(policy => policy.Name != name))
        {
            throw LogsErrors.TooManyPolicies();
        }

        var row = new ResourcePolicyRow(name, document, call.Time.ToUnixTimeMilliseconds());
        await engine.ResourcePolicies.PutAsync(call.Scope, name, row, call.Aborted);
        return new ResourcePolicyAnswer(ResourcePolicy.Of(row));
    }

    private static bool IsJson(string document)
    {
        try
        {
            using var parsed = JsonDocument.Parse(document);
            return parsed.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
