using Gatehouse.Services.Logs.Segments;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Events;

internal sealed record PutLogEventsRequest : IConstrained
{
    public required string LogGroupName { get; init; }

    public required string LogStreamName { get; init; }

    public required IReadOnlyList<InputLogEvent> LogEvents { get; init; }

    /// <summary>Ignored, as AWS does since 2023.</summary>
    public string? SequenceToken { get; init; }

    /// <summary>What sent the events. Nothing here shows it.</summary>
    public LogEntity? Entity { get; init; }

    public void Constrain(Violations check)
    {
        check.GroupName(LogGroupName).StreamName(LogStreamName).Token(SequenceToken);
        Entity?.Constrain(check);
        if (LogEvents.Count is 0 or > EventBatch.MaxEvents)
        {
            // The events themselves would make an error of a megabyte.
            check.Add(
                $"[{LogEvents.Count} events]",
                "logEvents",
                LogEvents.Count == 0 ? "Member must have length greater than or equal to 1" : $"Member must have length less than or equal to {EventBatch.MaxEvents}");
            return;
        }

        for (var i = 0; i < LogEvents.Count; i++)
        {
            // A JSON null is no message, and no event, whatever the types say.
            if (LogEvents[i]?.Message is null)
            {
                check.Missing($"logEvents.{i + 1}.member.message");
                return;
            }

            if (LogEvents[i].Timestamp < 0 || LogEvents[i].Message.Length == 0)
            {
                check.Range(LogEvents[i].Timestamp, 0, long.MaxValue, $"logEvents.{i + 1}.member.timestamp")
                    .Length(LogEvents[i].Message, 1, int.MaxValue, $"logEvents.{i + 1}.member.message");
                return;
            }
        }
    }
}

internal sealed record InputLogEvent
{
    public required long Timestamp { get; init; }

    public required string Message { get; init; }
}

internal sealed record LogEntity
{
    public IReadOnlyDictionary<string, string>? KeyAttributes { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    public void Constrain(Violations check) => check
        .Entries(KeyAttributes, 2, 4, "entity.keyAttributes").Keys(KeyAttributes, new TextLimits(1, 32), "entity.keyAttributes")
        .Values(KeyAttributes, new TextLimits(1, 512), "entity.keyAttributes")
        .Entries(Attributes, 0, 10, "entity.attributes").Keys(Attributes, new TextLimits(1, 256), "entity.attributes")
        .Values(Attributes, new TextLimits(1, 512), "entity.attributes");
}

internal sealed record RejectedLogEvents
{
    public int? TooNewLogEventStartIndex { get; init; }

    public int? TooOldLogEventEndIndex { get; init; }

    public int? ExpiredLogEventEndIndex { get; init; }
}

internal sealed record PutLogEventsAnswer(string NextSequenceToken, RejectedLogEvents? RejectedLogEventsInfo);

/// <summary>Writes a batch of events to a stream. They are on the disk when it answers. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html.</summary>
internal sealed class PutLogEvents(LogsEngine engine) : IOperation<PutLogEventsRequest, PutLogEventsAnswer>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<PutLogEventsAnswer> InvokeAsync(PutLogEventsRequest request, Call call)
    {
        var now = call.Time.ToUnixTimeMilliseconds();
        EventBatch.Check(request.LogEvents);
        var group = await engine.Groups.GetAsync(call.Scope, request.LogGroupName, call.Aborted);
        var stream = group.FindStream(request.LogStreamName) ?? throw LogsErrors.StreamNotFound();
        var (accepted, rejected) = EventBatch.Sift(request.LogEvents, now, group.Row.ExpiredBefore(call.Time));
        if (accepted.Count > 0 && !group.Log.TryAppend([.. accepted.Select(item => new NewEvent(stream.Id, item.Timestamp, now, item.Message))], durable: true))
        {
            throw LogsErrors.GroupNotFound();
        }

        return new PutLogEventsAnswer(new EventPosition(now, (ulong)stream.Id).ToString(), rejected);
    }
}
