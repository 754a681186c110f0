using System.Buffers;
using System.Text;

namespace Gatehouse.Services.Logs.Segments;

/// <summary>Which events a reader wants, and how many.</summary>
internal sealed record EventQuery
{
    /// <summary>Wanted streams; null for all that are in <see cref="Known"/>.</summary>
    public IReadOnlySet<long>? Streams { get; init; }

    /// <summary>Events of streams that were deleted may still be in the files; these are not.</summary>
    public required Func<long, bool> Known { get; init; }

    /// <summary>The first position that may be answered.</summary>
    public EventPosition From { get; init; } = EventPosition.Start;

    /// <summary>The first position that may not.</summary>
    public EventPosition To { get; init; } = new(long.MaxValue, ulong.MaxValue);

    /// <summary>Whether the last events of the range are wanted and not the first.</summary>
    public bool FromEnd { get; init; }

    public required int Limit { get; init; }

    /// <summary>Null for all.</summary>
    public Func<string, bool>? Matches { get; init; }
}

internal sealed record StoredEvent(EventPosition Position, long Stream, long IngestionTime, string Message)
{
    public long Timestamp => Position.Timestamp;
}

/// <summary>
/// Reads the events of a page: walks the files in the order of their times and keeps the best so far, so that memory is
/// bounded by the page and a file that can add nothing is not read.
/// </summary>
internal static class EventReader
{
    // AWS answers at most about this many bytes of events.
    private const int PageBytes = 1024 * 1024;

    /// <summary>In order of position; <paramref name="more"/> tells whether there are others in the range.</summary>
    public static IReadOnlyList<StoredEvent> Read(SegmentLog log, EventQuery query, out bool more)
    {
        var page = new PageOfEvents(query.FromEnd, query.Limit, PageBytes);
        var views = log.Find(query.From.Timestamp, query.To.Timestamp == long.MaxValue ? long.MaxValue : query.To.Timestamp + 1, query.Streams);
        foreach (var view in query.FromEnd ? views.OrderByDescending(view => view.MaxTimestamp) : views.AsEnumerable())
        {
            var best = query.FromEnd ? new EventPosition(view.MaxTimestamp, ulong.MaxValue) : new EventPosition(view.MinTimestamp, 0);
            if (page.IsFull && !page.Wants(best))
            {
                break;
            }

            Read(view, query, page);
        }

        more = page.LeftOut;
        return page.InOrder();
    }

    private static void Read(SegmentView view, EventQuery query, PageOfEvents page)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)view.Length);
        try
        {
            var data = buffer.AsSpan(0, SegmentFile.Load(view.Path, 0, buffer.AsSpan(0, (int)view.Length)));
            var offset = 0;
            while (LogRecord.TryRead(data[offset..], verify: false, out var record))
            {
                var position = EventPosition.At(record.Timestamp, view.Number, offset);
                offset += record.TotalBytes;
                if (position.CompareTo(query.From) >= 0
                    && position.CompareTo(query.To) < 0
                    && (query.Streams?.Contains(record.Stream) ?? query.Known(record.Stream)))
                {
                    Offer(record, position, query, page);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Offer(LogRecord record, EventPosition position, EventQuery query, PageOfEvents page)
    {
        // Without a pattern, what the page does not want need not be decoded; with one, it counts only if it matches.
        if (query.Matches is null && !page.Wants(position))
        {
            page.LeaveOut();
            return;
        }

        if (query.Matches is not null && page.LeftOut && !page.Wants(position))
        {
            return;
        }

        var message = Encoding.UTF8.GetString(record.Message);
        if (query.Matches?.Invoke(message) ?? true)
        {
            page.Add(new StoredEvent(position, record.Stream, record.IngestionTime, message));
        }
    }
}
