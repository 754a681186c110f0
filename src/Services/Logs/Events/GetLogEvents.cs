using Gatehouse.Services.Logs.Segments;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Events;

internal sealed record GetLogEventsRequest : IConstrained
{
    public string? LogGroupName { get; init; }

    public string? LogGroupIdentifier { get; init; }

    public required string LogStreamName { get; init; }

    public long? StartTime { get; init; }

    public long? EndTime { get; init; }

    public string? NextToken { get; init; }

    public int? Limit { get; init; }

    public bool? StartFromHead { get; init; }

    public bool? Unmask { get; init; }

    public void Constrain(Violations check) => check
        .GroupName(LogGroupName).Identifier(LogGroupIdentifier).StreamName(LogStreamName)
        .Range(StartTime, 0, long.MaxValue).Range(EndTime, 0, long.MaxValue).Token(NextToken).Range(Limit, 1, 10000);
}

internal sealed record OutputLogEvent(long Timestamp, string Message, long IngestionTime);

internal sealed record LogEventPage(IReadOnlyList<OutputLogEvent> Events, string NextForwardToken, string NextBackwardToken);

/// <summary>Reads a stream, forwards or backwards. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html.</summary>
internal sealed class GetLogEvents(LogsEngine engine) : IOperation<GetLogEventsRequest, LogEventPage>
{
    private const int MaxEvents = 10000;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LogEventPage> InvokeAsync(GetLogEventsRequest request, Call call)
    {
        var group = await engine.Groups.GetAsync(call.Scope, Names.Group(request.LogGroupName, request.LogGroupIdentifier, call.Scope), call.Aborted);
        var stream = group.FindStream(request.LogStreamName) ?? throw LogsErrors.StreamNotFound();
        var from = new EventPosition(Math.Max(request.StartTime ?? 0, group.Row.ExpiredBefore(call.Time)), 0);
        var to = new EventPosition(request.EndTime ?? long.MaxValue, 0);
        var backward = request.StartFromHead != true;
        if (request.NextToken is { } token)
        {
            (backward, var position) = StreamToken.Read(token);
            from = backward || position.CompareTo(from) < 0 ? from : position;
            to = !backward || position.CompareTo(to) > 0 ? to : position;
        }

        var query = new EventQuery
        {
            Streams = new HashSet<long> { stream.Id },
            Known = _ => true,
            From = from,
            To = to,
            FromEnd = backward,
            Limit = request.Limit ?? MaxEvents,
        };
        var events = EventReader.Read(group.Log, query, out _);

        // Where there is nothing, both tokens stand still: that is how a reader knows the end.
        var here = request.NextToken is not null && events.Count == 0 ? StreamToken.Read(request.NextToken).Position : from;
        return new LogEventPage(
            [.. events.Select(item => new OutputLogEvent(item.Timestamp, item.Message, item.IngestionTime))],
            StreamToken.Forward(events.Count > 0 ? events[^1].Position.Next() : here),
            StreamToken.Backward(events.Count > 0 ? events[0].Position : here));
    }
}
