using System.Text;

namespace Gatehouse.Services.Logs.Events;

/// <summary>The rules of one PutLogEvents batch.</summary>
internal static class EventBatch
{
    public const int MaxEvents = 10000;
    private const long MaxBytes = 1024 * 1024;
    private const int OverheadBytes = 26;

    private static readonly TimeSpan MaxSpan = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(14);
    private static readonly TimeSpan MaxAhead = TimeSpan.FromHours(2);

    /// <summary>Throws for what makes AWS refuse the whole batch.</summary>
    public static void Check(IReadOnlyList<InputLogEvent> events)
    {
        long total = 0;
        var previous = long.MinValue;
        foreach (var item in events)
        {
            if (item.Timestamp < previous)
            {
                throw LogsErrors.NotChronological();
            }

            previous = item.Timestamp;
            long bytes = Encoding.UTF8.GetByteCount(item.Message) + OverheadBytes;
            if (bytes > MaxBytes)
            {
                throw LogsErrors.EventTooLarge(bytes, MaxBytes);
            }

            total += bytes;
        }

        if (total > MaxBytes)
        {
            throw LogsErrors.BatchTooLarge(total, MaxBytes);
        }

        if (events[^1].Timestamp - events[0].Timestamp > MaxSpan.TotalMilliseconds)
        {
            throw LogsErrors.BatchTooWide();
        }
    }

    /// <summary>Leaves out, with a word about it, what is too old, expired or too far in the future. The events are in order of time.</summary>
    public static (IReadOnlyList<InputLogEvent> Accepted, RejectedLogEvents? Rejected) Sift(IReadOnlyList<InputLogEvent> events, long now, long expiredBefore)
    {
        var oldest = now - (long)MaxAge.TotalMilliseconds;
        var newest = now + (long)MaxAhead.TotalMilliseconds;
        var tooOld = events.Count(item => item.Timestamp < oldest);
        var expired = events.Count(item => item.Timestamp < expiredBefore);
        var tooNew = events.Count(item => item.Timestamp > newest);
        if (tooOld == 0 && expired == 0 && tooNew == 0)
        {
            return (events, null);
        }

        var skip = Math.Max(tooOld, expired);
        return ([.. events.Skip(skip).Take(events.Count - skip - tooNew)], new RejectedLogEvents
        {
            // The end index is the first that is not rejected.
            TooOldLogEventEndIndex = tooOld > 0 ? tooOld : null,
            ExpiredLogEventEndIndex = expired > 0 ? expired : null,
            TooNewLogEventStartIndex = tooNew > 0 ? events.Count - tooNew : null,
        });
    }
}
