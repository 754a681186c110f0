using System.Buffers;
using System.Globalization;

namespace Gatehouse.Services.Logs.Segments;

/// <summary>
/// The events of one log group: files that are only ever appended to, each of a few megabytes, the oldest deleted whole when
/// their events expire. No file is kept open: appends come in batches, and opening costs little against writing.
/// </summary>
/// <remarks>
/// An append has reached the operating system when it returns, so it survives the death of this process; with
/// <c>durable</c> it is on the disk and survives a power cut too. A batch that was cut off is dropped, from the first
/// record that is not whole, when the log is opened again.
/// </remarks>
internal sealed class SegmentLog
{
    /// <summary>Small enough to read whole, large enough that a busy group has few.</summary>
    public const int DefaultSegmentBytes = 8 * 1024 * 1024;

    private readonly Lock _appending = new();
    private readonly string _folder;
    private readonly int _segmentBytes;
    private readonly List<Segment> _segments = [];
    private bool _deleted;

    private SegmentLog(string folder, int segmentBytes)
    {
        _folder = folder;
        _segmentBytes = segmentBytes;
    }

    /// <summary>Bytes that were dropped at the end of files because they held no whole record.</summary>
    public long TornBytes { get; private set; }

    public long StoredBytes
    {
        get
        {
            lock (_appending)
            {
                return _segments.Sum(segment => segment.Length);
            }
        }
    }

    public static SegmentLog Open(string folder, int segmentBytes = DefaultSegmentBytes)
    {
        var log = new SegmentLog(folder, segmentBytes);
        if (!Directory.Exists(folder))
        {
            return log;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*.seg").Order(StringComparer.Ordinal))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                log.Add(new Segment(number, path));
            }
        }

        log.SealAllButLast();
        return log;
    }

    /// <summary>Writes events in order, behind all that were written before. False when the log was deleted meanwhile.</summary>
    public bool TryAppend(IReadOnlyList<NewEvent> events, bool durable)
    {
        var buffer = new ArrayBufferWriter<byte>(events.Count * 128);
        lock (_appending)
        {
            if (_deleted)
            {
                return false;
            }

            var segment = Current();
            foreach (var item in events)
            {
                LogRecord.Write(buffer, item.Stream, item.Timestamp, item.IngestionTime, item.Message);
            }

            Directory.CreateDirectory(_folder);
            using (var file = File.OpenHandle(segment.Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            {
                RandomAccess.Write(file, buffer.WrittenSpan, segment.Length);
                if (durable)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }

            foreach (var item in events)
            {
                segment.Count(item.Stream, item.Timestamp, item.IngestionTime);
            }

            segment.Length += buffer.WrittenCount;
            return true;
        }
    }

    /// <summary>Segments with events of the wanted streams and times, as they are now, ordered by their first time.</summary>
    /// <param name="wanted">Null for all streams.</param>
    public IReadOnlyList<SegmentView> Find(long from, long to, IReadOnlySet<long>? wanted)
    {
        lock (_appending)
        {
            return
            [
                .. _segments
                    .Where(segment => segment.Length > 0 && segment.MaxTimestamp >= from && segment.MinTimestamp < to)
                    .Where(segment => wanted is null || segment.Streams.Keys.Any(wanted.Contains))
                    .Select(segment => new SegmentView(segment.Number, segment.Path, segment.Length, segment.MinTimestamp, segment.MaxTimestamp))
                    .OrderBy(view => view.MinTimestamp),
            ];
        }
    }

    /// <summary>The ordinal that the next event will have, or one below it.</summary>
    public ulong End
    {
        get
        {
            lock (_appending)
            {
                return _segments is [.., var last] ? EventPosition.At(0, last.Number, last.Length).Ordinal : 0;
            }
        }
    }

    /// <summary>Segments with events from an ordinal on, in the order in which they were written.</summary>
    public IReadOnlyList<SegmentView> WrittenSince(ulong ordinal)
    {
        lock (_appending)
        {
            return
            [
                .. _segments
                    .Where(segment => EventPosition.At(0, segment.Number, segment.Length).Ordinal > ordinal && segment.Length > 0)
                    .Select(segment => new SegmentView(segment.Number, segment.Path, segment.Length, segment.MinTimestamp, segment.MaxTimestamp)),
            ];
        }
    }

    /// <summary>The times of every stream that has events.</summary>
    public IReadOnlyDictionary<long, StreamSpan> Spans()
    {
        var spans = new Dictionary<long, StreamSpan>();
        lock (_appending)
        {
            foreach (var (stream, span) in _segments.SelectMany(segment => segment.Streams))
            {
                spans[stream] = spans.TryGetValue(stream, out var known) ? known.Merge(span) : span;
            }
        }

        return spans;
    }

    /// <summary>Deletes the files all of whose events are older.</summary>
    public void Trim(long before) => Drop(segment => segment.MaxTimestamp < before);

    /// <summary>A stream is gone: files that held nothing else go too, others when they expire.</summary>
    public void Forget(long stream)
    {
        lock (_appending)
        {
            _segments.ForEach(segment => segment.Forget(stream));
        }

        Drop(segment => segment.Streams.Count == 0);
    }

    public void Delete()
    {
        lock (_appending)
        {
            _deleted = true;
            _segments.Clear();
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    private void Drop(Predicate<Segment> expired)
    {
        lock (_appending)
        {
            foreach (var segment in _segments.Where(segment => segment.Length > 0 && expired(segment)).ToArray())
            {
                File.Delete(SegmentIndex.PathOf(segment));
                File.Delete(segment.Path);
                if (segment == _segments[^1])
                {
                    // The next append must not write into a number that readers may still hold.
                    _segments.Add(NewSegment(segment.Number + 1));
                }

                _segments.Remove(segment);
            }
        }
    }

    private Segment Current()
    {
        if (_segments.Count == 0)
        {
            _segments.Add(NewSegment(1));
        }
        else if (_segments[^1].Length >= _segmentBytes)
        {
            Seal(_segments[^1]);
            _segments.Add(NewSegment(_segments[^1].Number + 1));
        }

        return _segments[^1];
    }

    private Segment NewSegment(int number) => new(number, Path.Combine(_folder, number.ToString("D10", CultureInfo.InvariantCulture) + ".seg"));

    // On the disk first: the next opening takes the index's word for the events.
    private static void Seal(Segment segment)
    {
        using (var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            RandomAccess.FlushToDisk(file);
        }

        SegmentIndex.Write(segment);
        segment.IsSealed = true;
    }

    private void Add(Segment segment)
    {
        segment.IsSealed = SegmentIndex.TryRead(segment);
        if (!segment.IsSealed)
        {
            Read(segment);
        }

        _segments.Add(segment);
    }

    // A kill may have come between a full segment and its index.
    private void SealAllButLast()
    {
        foreach (var segment in _segments.SkipLast(1).Where(segment => !segment.IsSealed))
        {
            Seal(segment);
        }
    }

    private void Read(Segment segment)
    {
        var data = File.ReadAllBytes(segment.Path);
        var offset = 0;
        while (LogRecord.TryRead(data.AsSpan(offset), verify: true, out var record))
        {
            segment.Count(record.Stream, record.Timestamp, record.IngestionTime);
            offset += record.TotalBytes;
        }

        segment.Length = offset;
        if (offset < data.Length)
        {
            TornBytes += data.Length - offset;
            using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.SetLength(file, offset);
        }
    }
}

/// <summary>An event to write.</summary>
internal readonly record struct NewEvent(long Stream, long Timestamp, long IngestionTime, string Message);

/// <summary>A segment as a reader sees it: bytes up to <paramref name="Length"/> do not change any more.</summary>
internal sealed record SegmentView(int Number, string Path, long Length, long MinTimestamp, long MaxTimestamp);
