using System.Text;

namespace Gatehouse.Services.Logs.Segments;

/// <summary>The first (or last) events of those offered, up to a number and a size.</summary>
internal sealed class PageOfEvents(bool fromEnd, int limit, int maxBytes)
{
    // The worst on top: the one that goes when a better one comes.
    private readonly PriorityQueue<StoredEvent, EventPosition> _kept = new(Comparer<EventPosition>.Create(fromEnd ? (a, b) => a.CompareTo(b) : (a, b) => b.CompareTo(a)));
    private long _bytes;

    /// <summary>Whether anything that was offered is not on the page.</summary>
    public bool LeftOut { get; private set; }

    public bool IsFull => LeftOut || _kept.Count >= limit;

    public bool Wants(EventPosition position)
    {
        if (!IsFull)
        {
            return true;
        }

        var order = position.CompareTo(_kept.Peek().Position);
        return fromEnd ? order > 0 : order < 0;
    }

    public void LeaveOut() => LeftOut = true;

    public void Add(StoredEvent item)
    {
        if (!Wants(item.Position))
        {
            LeftOut = true;
            return;
        }

        _kept.Enqueue(item, item.Position);
        _bytes += Size(item);
        while (_kept.Count > limit || (_bytes > maxBytes && _kept.Count > 1))
        {
            _bytes -= Size(_kept.Dequeue());
            LeftOut = true;
        }
    }

    public IReadOnlyList<StoredEvent> InOrder() => [.. _kept.UnorderedItems.Select(kept => kept.Element).OrderBy(item => item.Position)];

    private static int Size(StoredEvent item) => Encoding.UTF8.GetByteCount(item.Message) + 26;
}
