using Gatehouse.Core;
using Gatehouse.Services.Logs.Groups;
using Gatehouse.Services.Logs.Segments;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Events;

internal sealed record FilterLogEventsRequest : IConstrained
{
    public string? LogGroupName { get; init; }

    public string? LogGroupIdentifier { get; init; }

    public IReadOnlyList<string>? LogStreamNames { get; init; }

    public string? LogStreamNamePrefix { get; init; }

    public long? StartTime { get; init; }

    public long? EndTime { get; init; }

    public string? FilterPattern { get; init; }

    public string? NextToken { get; init; }

    public int? Limit { get; init; }

    public bool? Interleaved { get; init; }

    public bool? Unmask { get; init; }

    public void Constrain(Violations check) => check
        .GroupName(LogGroupName).Identifier(LogGroupIdentifier).StreamNames(LogStreamNames).StreamName(LogStreamNamePrefix)
        .Range(StartTime, 0, long.MaxValue).Range(EndTime, 0, long.MaxValue).Length(FilterPattern, 0, 1024).Token(NextToken).Range(Limit, 1, 10000);
}

internal sealed record FilteredLogEvent(string LogStreamName, long Timestamp, string Message, long IngestionTime, string EventId);

/// <summary>AWS answers none of these any more.</summary>
internal sealed record SearchedLogStream(string LogStreamName, bool SearchedCompletely);

internal sealed record FilteredLogEventPage(IReadOnlyList<FilteredLogEvent> Events, IReadOnlyList<SearchedLogStream> SearchedLogStreams, string? NextToken);

/// <summary>Searches the streams of a group, in the order of time. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html.</summary>
internal sealed class FilterLogEvents(LogsEngine engine) : IOperation<FilterLogEventsRequest, FilteredLogEventPage>
{
    private const int MaxEvents = 10000;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<FilteredLogEventPage> InvokeAsync(FilterLogEventsRequest request, Call call)
    {
        if (request.LogStreamNames is not null && request.LogStreamNamePrefix is not null)
        {
            throw LogsErrors.NamesAndPrefix();
        }

        var pattern = Patterns.FilterPattern.Parse(request.FilterPattern ?? "");
        var group = await engine.Groups.GetAsync(call.Scope, Names.Group(request.LogGroupName, request.LogGroupIdentifier, call.Scope), call.Aborted);
        var from = new EventPosition(Math.Max(request.StartTime ?? 0, group.Row.ExpiredBefore(call.Time)), 0);
        if (request.NextToken is { } token)
        {
            var position = EventPosition.TryParse(Names.ReadToken(token), out var read) ? read : throw LogsErrors.InvalidToken();
            from = position.CompareTo(from) > 0 ? position : from;
        }

        var query = new EventQuery
        {
            Streams = Wanted(group, request),
            Known = id => group.FindStream(id) is not null,
            From = from,
            // The end is part of the range here, other than in GetLogEvents.
            To = new EventPosition(request.EndTime is { } end && end < long.MaxValue ? end + 1 : long.MaxValue, 0),
            Limit = request.Limit ?? MaxEvents,
            Matches = pattern is null ? null : pattern.Matches,
        };
        var events = EventReader.Read(group.Log, query, out var more);
        return new FilteredLogEventPage(
            [.. events.Select(item => Describe(item, group))],
            [],
            more ? PageToken.For(events[^1].Position.Next().ToString()) : null);
    }

    private static HashSet<long>? Wanted(OpenGroup group, FilterLogEventsRequest request) =>
        request.LogStreamNames is { } names ? [.. names.Select(name => (group.FindStream(name) ?? throw LogsErrors.StreamNotFound()).Id)]
        : request.LogStreamNamePrefix is { } prefix ? [.. group.Streams.Where(stream => stream.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(stream => stream.Id)]
        : null;

    // A stream that was deleted while we read has no name any more.
    private static FilteredLogEvent Describe(StoredEvent item, OpenGroup group) =>
        new(group.FindStream(item.Stream)?.Name ?? "", item.Timestamp, item.Message, item.IngestionTime, item.Position.ToString());
}
