namespace Gatehouse.Gateway.Logging;

/// <summary>One log that a stage writes to, and how many of its events found no room since it was last told.</summary>
internal sealed class LogTarget(StageLogName name)
{
    private long _dropped;

    public StageLogName Name => name;

    /// <summary>True for the first loss since <see cref="TakeDropped"/>.</summary>
    public bool Drop(int events) => Interlocked.Add(ref _dropped, events) == events;

    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
}
