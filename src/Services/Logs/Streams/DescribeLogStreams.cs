using System.Globalization;
using Gatehouse.Core;
using Gatehouse.Services.Logs.Groups;
using Gatehouse.Services.Logs.Segments;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Streams;

internal sealed record DescribeLogStreamsRequest : IConstrained
{
    public string? LogGroupName { get; init; }

    public string? LogGroupIdentifier { get; init; }

    public string? LogStreamNamePrefix { get; init; }

    public string? OrderBy { get; init; }

    public bool? Descending { get; init; }

    public string? NextToken { get; init; }

    public int? Limit { get; init; }

    public void Constrain(Violations check) => check
        .GroupName(LogGroupName).Identifier(LogGroupIdentifier).StreamName(LogStreamNamePrefix)
        .OneOf(OrderBy, ["LogStreamName", "LastEventTime"]).Token(NextToken).Range(Limit, 1, 50);
}

internal sealed record LogStream
{
    public required string LogStreamName { get; init; }

    public required long CreationTime { get; init; }

    public long? FirstEventTimestamp { get; init; }

    public long? LastEventTimestamp { get; init; }

    public long? LastIngestionTime { get; init; }

    public string? UploadSequenceToken { get; init; }

    public required string Arn { get; init; }

    public required long StoredBytes { get; init; }
}

internal sealed record LogStreamPage(IReadOnlyList<LogStream> LogStreams, string? NextToken);

/// <summary>Lists the streams of a group, by name or by their last event. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html.</summary>
internal sealed class DescribeLogStreams(LogsEngine engine) : IOperation<DescribeLogStreamsRequest, LogStreamPage>
{
    private const int MaxItems = 50;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LogStreamPage> InvokeAsync(DescribeLogStreamsRequest request, Call call)
    {
        var name = Names.Group(request.LogGroupName, request.LogGroupIdentifier, call.Scope);
        var byTime = request.OrderBy == "LastEventTime";
        if (byTime && request.LogStreamNamePrefix is not null)
        {
            throw LogsErrors.PrefixByEventTime();
        }

        var group = await engine.Groups.GetAsync(call.Scope, name, call.Aborted);
        var spans = group.Log.Spans();
        var streams = group.Streams
            .Where(stream => stream.Name.StartsWith(request.LogStreamNamePrefix ?? "", StringComparison.Ordinal))
            .Select(stream => Describe(stream, spans, LogGroupRow.Arn(call.Scope, name)))
            .OrderBy(stream => Key(stream, byTime), StringComparer.Ordinal)
            .ToList();
        if (request.Descending == true)
        {
            streams.Reverse();
        }

        // A token names the last stream of its page by what the list is ordered by.
        var after = request.NextToken is { } token ? Names.ReadToken(token) : null;
        var start = after is null ? 0 : streams.FindIndex(stream => IsAfter(Key(stream, byTime), after, request.Descending == true));
        var page = start < 0 ? [] : streams.Skip(start).Take(request.Limit ?? MaxItems).ToArray();
        return new LogStreamPage(page, start >= 0 && start + page.Length < streams.Count ? PageToken.For(Key(page[^1], byTime)) : null);
    }

    private static string Key(LogStream stream, bool byTime) =>
        byTime ? (stream.LastEventTimestamp ?? 0).ToString("D19", CultureInfo.InvariantCulture) + stream.LogStreamName : stream.LogStreamName;

    private static bool IsAfter(string key, string after, bool descending) =>
        descending ? string.CompareOrdinal(key, after) < 0 : string.CompareOrdinal(key, after) > 0;

    private static LogStream Describe(LogStreamRow stream, IReadOnlyDictionary<long, StreamSpan> spans, string groupArn)
    {
        StreamSpan? span = spans.TryGetValue(stream.Id, out var known) ? known : null;
        return new LogStream
        {
            LogStreamName = stream.Name,
            CreationTime = stream.CreationTime,
            FirstEventTimestamp = span?.First,
            LastEventTimestamp = span?.Last,
            LastIngestionTime = span?.LastIngestion,
            // Tokens are ignored since 2023, but streams with events still carry one.
            UploadSequenceToken = span is { } times ? new EventPosition(times.LastIngestion, (ulong)stream.Id).ToString() : null,
            Arn = $"{groupArn}:log-stream:{stream.Name}",
            // AWS stopped counting these in 2019 and answers 0.
            StoredBytes = 0,
        };
    }
}
