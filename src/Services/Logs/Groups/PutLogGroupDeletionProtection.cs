using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Groups;

internal sealed record PutLogGroupDeletionProtectionRequest : IConstrained
{
    public required string LogGroupIdentifier { get; init; }

    public required bool DeletionProtectionEnabled { get; init; }

    public void Constrain(Violations check) => check.Identifier(LogGroupIdentifier);
}

/// <summary>Keeps a log group from being deleted, or no longer. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogGroupDeletionProtection.html.</summary>
internal sealed class PutLogGroupDeletionProtection(LogsEngine engine) : IOperation<PutLogGroupDeletionProtectionRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(PutLogGroupDeletionProtectionRequest request, Call call)
    {
        var name = Names.GroupOf(request.LogGroupIdentifier, call.Scope) ?? throw LogsErrors.GroupNotFound();
        await engine.Groups.UpdateAsync(call.Scope, name, row => row with { DeletionProtected = request.DeletionProtectionEnabled }, call.Aborted);
        return Nothing.Value;
    }
}
