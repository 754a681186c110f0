using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Groups;

internal sealed record PutRetentionPolicyRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public required int RetentionInDays { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName).Retention(RetentionInDays);
}

/// <summary>Says after how many days events expire. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html.</summary>
internal sealed class PutRetentionPolicy(LogsEngine engine) : IOperation<PutRetentionPolicyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(PutRetentionPolicyRequest request, Call call)
    {
        await engine.Groups.UpdateAsync(call.Scope, request.LogGroupName, row => row with { RetentionInDays = request.RetentionInDays }, call.Aborted);
        return Nothing.Value;
    }
}
