using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Streams;

internal sealed record CreateLogStreamRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public required string LogStreamName { get; init; }

    public void Constrain(Violations check) => check.GroupName(LogGroupName).StreamName(LogStreamName);
}

/// <summary>Creates a log stream. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html.</summary>
internal sealed class CreateLogStream(LogsEngine engine) : IOperation<CreateLogStreamRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(CreateLogStreamRequest request, Call call)
    {
        var group = await engine.Groups.GetAsync(call.Scope, request.LogGroupName, call.Aborted);
        return await engine.Groups.TryCreateStreamAsync(group, request.LogStreamName, call.Aborted) is null ? throw LogsErrors.StreamExists() : Nothing.Value;
    }
}
