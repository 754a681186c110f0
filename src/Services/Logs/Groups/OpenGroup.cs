using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Services.Logs.Segments;

namespace Gatehouse.Services.Logs.Groups;

/// <summary>A group that is in use: its row, its streams and its events. There is one per group, so it is never stale.</summary>
internal sealed class OpenGroup(Scope scope, LogGroupRow row, IEnumerable<LogStreamRow> streams, SegmentLog log)
{
    private readonly ConcurrentDictionary<string, LogStreamRow> _byName = new(streams.Select(stream => KeyValuePair.Create(stream.Name, stream)), StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, LogStreamRow> _byId = new(streams.Select(stream => KeyValuePair.Create(stream.Id, stream)));
    private volatile LogGroupRow _row = row;

    public Scope Scope => scope;

    public SegmentLog Log => log;

    public LogGroupRow Row
    {
        get => _row;
        set => _row = value;
    }

    public IEnumerable<LogStreamRow> Streams => _byName.Values;

    public LogStreamRow? FindStream(string name) => _byName.GetValueOrDefault(name);

    public LogStreamRow? FindStream(long id) => _byId.GetValueOrDefault(id);

    public void Add(LogStreamRow stream)
    {
        _byId[stream.Id] = stream;
        _byName[stream.Name] = stream;
    }

    public void Remove(LogStreamRow stream)
    {
        _byName.TryRemove(stream.Name, out _);
        _byId.TryRemove(stream.Id, out _);
    }
}
