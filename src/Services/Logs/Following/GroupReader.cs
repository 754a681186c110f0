using Gatehouse.Core;
using Gatehouse.Services.Logs.Groups;
using Gatehouse.Services.Logs.Segments;

namespace Gatehouse.Services.Logs.Following;

/// <summary>
/// Reads a group for its owner: first what is there, in the order of its times over all streams, then what comes, in the order in which it
/// is written. Each event is answered once. A group that is deleted and made again is followed from its new beginning.
/// </summary>
public sealed class GroupReader
{
    private const int PageEvents = 10_000;

    private readonly LogsEngine _engine;
    private readonly Scope _scope;
    private readonly string _name;
    private readonly LineFilter _filter;
    private OpenGroup? _group;
    private EventPosition _from;
    private EventPosition _to;
    private ulong _end;
    private bool _isLive;

    /// <param name="since">What is older is not answered.</param>
    public GroupReader(LogsEngine engine, Scope scope, string group, DateTimeOffset since, LineFilter filter)
    {
        (_engine, _scope, _name, _filter) = (engine, scope, group, filter);
        _from = new EventPosition(Math.Max(since.ToUnixTimeMilliseconds(), 0), 0);
    }

    /// <summary>The next lines. Null when all that was there when it was first asked has been answered: from then on each call answers what has come since.</summary>
    public async ValueTask<IReadOnlyList<LogLine>?> ReadAsync(CancellationToken cancellation)
    {
        if (_group is null && !_isLive)
        {
            // What functions wrote a moment ago is still on its way to the files.
            await _engine.FlushAsync(cancellation);
        }

        var group = await _engine.Groups.FindAsync(_scope, _name, cancellation);
        if (group != _group)
        {
            (_group, _end) = (group, _isLive || group is null ? 0 : group.Log.End);

            // Who writes all the time must not make history endless.
            var last = group?.Log.WrittenSince(0).Select(view => view.MaxTimestamp).DefaultIfEmpty().Max() ?? 0;
            _to = new EventPosition(last, ulong.MaxValue);
        }

        if (group is null)
        {
            return BeLive();
        }

        return _isLive ? Lines(group, Live(group)) : History(group);
    }

    private IReadOnlyList<LogLine>? BeLive()
    {
        var answered = _isLive ? (IReadOnlyList<LogLine>?)[] : null;
        _isLive = true;
        return answered;
    }

    private IReadOnlyList<LogLine>? History(OpenGroup group)
    {
        var query = new EventQuery { Known = id => group.FindStream(id) is not null, From = _from, To = _to, Limit = PageEvents };
        var page = EventReader.Read(group.Log, query, out _);
        if (page.Count == 0)
        {
            return BeLive();
        }

        _from = page[^1].Position.Next();

        // Those that came meanwhile are told after the others, with all that come.
        return Lines(group, page.Where(item => item.Position.Ordinal < _end));
    }

    private List<StoredEvent> Live(OpenGroup group)
    {
        var come = TailReader.Read(group.Log, ref _end);
        come.RemoveAll(item => group.FindStream(item.Stream) is null);
        return come;
    }

    private List<LogLine> Lines(OpenGroup group, IEnumerable<StoredEvent> events)
    {
        List<LogLine> lines = [];
        foreach (var item in events)
        {
            var stream = group.FindStream(item.Stream)?.Name ?? "";
            if (_filter.Wants(stream, item.Message))
            {
                lines.Add(new LogLine(DateTimeOffset.FromUnixTimeMilliseconds(item.Timestamp), stream, item.Message));
            }
        }

        return lines;
    }
}
