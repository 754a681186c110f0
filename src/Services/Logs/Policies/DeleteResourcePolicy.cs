using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Policies;

internal sealed record DeleteResourcePolicyRequest : IConstrained
{
    public string? PolicyName { get; init; }

    public string? ResourceArn { get; init; }

    public string? ExpectedRevisionId { get; init; }

    public void Constrain(Violations check) => check.Token(ExpectedRevisionId);
}

/// <summary>Deletes a resource policy. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteResourcePolicy.html.</summary>
internal sealed class DeleteResourcePolicy(LogsEngine engine) : IOperation<DeleteResourcePolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeleteResourcePolicyRequest request, Call call)
    {
        var name = request.PolicyName ?? "";
        return await engine.ResourcePolicies.DeleteAsync(call.Scope, name, call.Aborted) ? Nothing.Value : throw LogsErrors.PolicyNotFound(name);
    }
}
