using Gatehouse.Services.Logs.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Groups;

internal sealed record CreateLogGroupRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public string? KmsKeyId { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? LogGroupClass { get; init; }

    public bool? DeletionProtectionEnabled { get; init; }

    public void Constrain(Violations check) => check
        .GroupName(LogGroupName).Length(KmsKeyId, 0, 256).Tags(Tags).OneOf(LogGroupClass, ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]);
}

/// <summary>Creates a log group. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html.</summary>
internal sealed class CreateLogGroup(LogsEngine engine) : IOperation<CreateLogGroupRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<Nothing> InvokeAsync(CreateLogGroupRequest request, Call call)
    {
        var row = engine.Groups.NewRow(request.LogGroupName) with
        {
            KmsKeyId = request.KmsKeyId,
            Class = request.LogGroupClass ?? "STANDARD",
            DeletionProtected = request.DeletionProtectionEnabled ?? false,
            Tags = request.Tags ?? new Dictionary<string, string>(),
        };
        return await engine.Groups.TryCreateAsync(call.Scope, row, call.Aborted) ? Nothing.Value : throw LogsErrors.GroupExists();
    }
}
