using System.Buffers;
using System.Text;

namespace Gatehouse.Services.Logs.Segments;

/// <summary>Reads events in the order in which they were written, from wherever the reader has come to.</summary>
internal static class TailReader
{
    // A reader that is far behind gets what there is in several goes.
    private const int MostBytes = 1024 * 1024;

    /// <param name="ordinal">Where to begin; then where the next event will be.</param>
    public static List<StoredEvent> Read(SegmentLog log, ref ulong ordinal)
    {
        List<StoredEvent> events = [];
        foreach (var view in log.WrittenSince(ordinal))
        {
            var offset = view.Number == EventPosition.SegmentOf(ordinal) ? EventPosition.OffsetIn(ordinal) : 0;
            Read(view, ref offset, events);
            ordinal = EventPosition.At(0, view.Number, offset).Ordinal;
            if (offset < view.Length)
            {
                break;
            }
        }

        return events;
    }

    private static void Read(SegmentView view, ref long offset, List<StoredEvent> events)
    {
        var wanted = (int)Math.Min(view.Length - offset, MostBytes + LogRecord.MostBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(wanted);
        try
        {
            var data = buffer.AsSpan(0, SegmentFile.Load(view.Path, offset, buffer.AsSpan(0, wanted)));
            var read = 0;
            while (read < MostBytes && LogRecord.TryRead(data[read..], verify: false, out var record))
            {
                events.Add(new StoredEvent(
                    EventPosition.At(record.Timestamp, view.Number, offset + read), record.Stream, record.IngestionTime, Encoding.UTF8.GetString(record.Message)));
                read += record.TotalBytes;
            }

            // A file that expired, or whose group was deleted, has nothing more to give.
            offset = data.Length < wanted || read == 0 ? view.Length : offset + read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
