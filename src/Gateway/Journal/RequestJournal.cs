using System.Numerics;

namespace Gatehouse.Gateway.Journal;

/// <summary>The most recent requests, in a ring for each stage: a busy one does not wipe out what happened to the others.</summary>
/// <remarks>
/// A ring is allotted at its stage's first request: a 128th of what is left of the journal's capacity, rounded up to a power of two, between 16 and
/// 512 requests. Of the default capacity of 65,536 the first 64 stages with traffic keep 512 requests each, the next 64 keep 256, and so on; a
/// thousand stages keep 74,304 together.
/// </remarks>
public sealed class RequestJournal
{
    private const int SmallestRing = 16;
    private const int RingsPerHalf = 128;
    private const int MostFollowers = 16;

    // Guards the list of rings, that of followers, and what is left of the capacity. Requests take it once in a stage's life.
    private readonly Lock _changes = new();
    private readonly RequestRing _strangers = new();
    private readonly TimeProvider _time;
    private readonly int _largestRing;
    private RequestRing[] _rings;
    private RequestFollower[] _followers = [];
    private int _left;

    internal RequestJournal(GatewayOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.JournalOfStage, 1);
        (_left, _largestRing, _time) = (options.JournalCapacity, options.JournalOfStage, time);
        _rings = [_strangers];
    }

    /// <summary>The request with this id (or extended id), or null when it is not here any more.</summary>
    public Explanation? Find(string requestId) => Latest(1, record => record.RequestId == requestId || record.ExtendedRequestId == requestId) is [var found] ? found : null;

    /// <summary>The request that ended last, or null.</summary>
    public Explanation? Last() => Recent(RequestFilter.Everything, 1) is [var last] ? last : null;

    /// <summary>The newest requests, newest first, optionally of one status only.</summary>
    public IReadOnlyList<Explanation> Recent(int count, int? status) => Recent(new RequestFilter { Status = status }, count);

    /// <summary>The newest requests that someone wants to see, newest first.</summary>
    public IReadOnlyList<Explanation> Recent(RequestFilter filter, int count)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Latest(count, filter.Matches);
    }

    /// <summary>Requests as they end, from now on. Null when too many follow already.</summary>
    public RequestFollower? Follow(RequestFilter filter)
    {
        lock (_changes)
        {
            if (_followers.Length == MostFollowers)
            {
                return null;
            }

            var follower = new RequestFollower(this, filter, _time);
            Volatile.Write(ref _followers, [.. _followers, follower]);
            return follower;
        }
    }

    internal void Forget(RequestFollower follower)
    {
        lock (_changes)
        {
            Volatile.Write(ref _followers, [.. _followers.Where(other => other != follower)]);
        }
    }

    /// <summary>Shows what the stage with this ring will be asked for.</summary>
    internal void Add(RequestRing ring)
    {
        lock (_changes)
        {
            if (!_rings.Contains(ring))
            {
                Volatile.Write(ref _rings, [.. _rings, ring]);
            }
        }
    }

    /// <summary>The stage is gone, and its history with it.</summary>
    internal void Remove(RequestRing ring)
    {
        lock (_changes)
        {
            if (_rings.Contains(ring))
            {
                Volatile.Write(ref _rings, [.. _rings.Where(other => other != ring)]);
                _left += ring.Capacity;
            }
        }
    }

    /// <summary>Keeps a request that ended. Nothing blocks and nothing is allocated, but for a stage's first request.</summary>
    internal void Enter(RequestRecord record)
    {
        var ring = record.Ring ?? _strangers;
        if (!ring.TryEnter(record))
        {
            Open(ring);
            ring.TryEnter(record);
        }

        foreach (var follower in Volatile.Read(ref _followers))
        {
            follower.Offer(record);
        }
    }

    private void Open(RequestRing ring)
    {
        lock (_changes)
        {
            if (ring.Capacity == 0)
            {
                var share = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(_left / RingsPerHalf, SmallestRing));
                ring.Open(Math.Min(share, _largestRing));
                _left -= ring.Capacity;
            }
        }
    }

    private Explanation[] Latest(int count, Func<RequestRecord, bool> matches) =>
    [
        .. Volatile.Read(ref _rings)
            .SelectMany(ring => ring.NewestFirst().Where(matches).Take(count))
            .OrderByDescending(record => record.EndedTicks)
            .Take(count)
            .Select(record => new Explanation(record, _time.TimestampFrequency)),
    ];
}
