using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Streams;

internal sealed record DeleteLogStreamRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public required string LogStreamName { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName).StreamName(LogStreamName);
}

/// <summary>Deletes a log stream with its events. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html.</summary>
internal sealed class DeleteLogStream(LogsEngine engine) : IOperation<DeleteLogStreamRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(DeleteLogStreamRequest request, Call call)
    {
        var group = await engine.Groups.GetAsync(call.Scope, request.LogGroupName, call.Aborted);
        await engine.Groups.DeleteStreamAsync(group, request.LogStreamName, call.Aborted);
        return Nothing.Value;
    }
}
