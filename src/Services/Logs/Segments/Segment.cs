namespace Gatehouse.Services.Logs.Segments;

/// <summary>What is known of one segment file without reading it. Changed under the lock of its <see cref="SegmentLog"/>.</summary>
internal sealed class Segment(int number, string path)
{
    private readonly Dictionary<long, StreamSpan> _streams = [];

    public int Number => number;

    public string Path => path;

    /// <summary>Bytes that hold whole records. What is below never changes, so readers need no lock for it.</summary>
    public long Length { get; set; }

    /// <summary>Full, on the disk, and with an index: nothing is appended any more.</summary>
    public bool IsSealed { get; set; }

    public long MinTimestamp { get; private set; } = long.MaxValue;

    public long MaxTimestamp { get; private set; } = long.MinValue;

    public IReadOnlyDictionary<long, StreamSpan> Streams => _streams;

    public void Count(long stream, long timestamp, long ingestionTime)
    {
        MinTimestamp = Math.Min(MinTimestamp, timestamp);
        MaxTimestamp = Math.Max(MaxTimestamp, timestamp);
        _streams[stream] = _streams.TryGetValue(stream, out var span)
            ? new StreamSpan(Math.Min(span.First, timestamp), Math.Max(span.Last, timestamp), Math.Max(span.LastIngestion, ingestionTime))
            : new StreamSpan(timestamp, timestamp, ingestionTime);
    }

    /// <summary>Counts all events of a stream at once.</summary>
    public void Add(long stream, StreamSpan span)
    {
        MinTimestamp = Math.Min(MinTimestamp, span.First);
        MaxTimestamp = Math.Max(MaxTimestamp, span.Last);
        _streams[stream] = span;
    }

    public void Forget(long stream) => _streams.Remove(stream);
}

/// <summary>The times of one stream's events: first, last, and when the last one came in.</summary>
internal readonly record struct StreamSpan(long First, long Last, long LastIngestion)
{
    public StreamSpan Merge(StreamSpan other) =>
        new(Math.Min(First, other.First), Math.Max(Last, other.Last), Math.Max(LastIngestion, other.LastIngestion));
}
