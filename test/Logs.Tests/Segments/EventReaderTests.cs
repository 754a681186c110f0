using Gatehouse.Services.Logs.Segments;

namespace Gatehouse.Logs.Tests.Segments;

public sealed class EventReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SegmentLog _log;

    public EventReaderTests()
    {
        _log = SegmentLog.Open(_folder.Path, segmentBytes: 200);
        // Times go up and down, as those of several streams do.
        for (var i = 0; i < 50; i++)
        {
            _log.TryAppend([new NewEvent(i % 3, (i * 37) % 50, i, $"{(i * 37) % 50}")], durable: false);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(49)]
    [InlineData(50)]
    public void Pages_GiveEveryEventOnceInOrder(int limit)
    {
        var found = new List<string>();
        var from = EventPosition.Start;
        bool more;
        do
        {
            var page = EventReader.Read(_log, new EventQuery { Known = _ => true, Limit = limit, From = from }, out more);
            found.AddRange(page.Select(item => item.Message));
            from = page[^1].Position.Next();
        }
        while (more);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void PagesFromTheEnd_GiveEveryEventOnceBackwards(int limit)
    {
        var found = new List<string>();
        var to = new EventPosition(long.MaxValue, 0);
        bool more;
        do
        {
            var page = EventReader.Read(_log, new EventQuery { Known = _ => true, Limit = limit, To = to, FromEnd = true }, out more);
            found.InsertRange(0, page.Select(item => item.Message));
            to = page[0].Position;
        }
        while (more);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), found);
    }

    [Fact]
    public void Range_IncludesItsStartAndNotItsEnd()
    {
        var query = new EventQuery { Known = _ => true, Limit = 100, From = new EventPosition(10, 0), To = new EventPosition(13, 0) };

        Assert.Equal(["10", "11", "12"], EventReader.Read(_log, query, out var more).Select(item => item.Message));
        Assert.False(more);
    }

    [Fact]
    public void Pattern_CountsMatchesOnly()
    {
        var query = new EventQuery { Known = _ => true, Limit = 3, Matches = message => message.EndsWith('5') };

        Assert.Equal(["5", "15", "25"], EventReader.Read(_log, query, out var more).Select(item => item.Message));
        Assert.True(more);
    }

    [Fact]
    public void LastMatchOnAFullPage_LeavesNothingMore()
    {
        var query = new EventQuery { Known = _ => true, Limit = 5, Matches = message => message.EndsWith('5') };

        Assert.Equal(5, EventReader.Read(_log, query, out var more).Count);
        Assert.False(more);
    }

    [Fact]
    public void LargeEvents_EndAPageAtAMegabyte()
    {
        var log = SegmentLog.Open(_folder.In("large"));
        for (var i = 0; i < 10; i++)
        {
            log.TryAppend([new NewEvent(1, i, i, new string((char)('a' + i), 300_000))], durable: false);
        }

        var page = EventReader.Read(log, new EventQuery { Known = _ => true, Limit = 10000 }, out var more);

        Assert.Equal(["a", "b", "c"], page.Select(item => item.Message[..1]));
        Assert.True(more);
    }

    [Fact]
    public void PositionsText_ReadsBackAsThePosition()
    {
        var position = EventPosition.At(1_700_000_000_000, 12, 345_678);

        Assert.Equal(56, position.ToString().Length);
        Assert.True(EventPosition.TryParse(position.ToString(), out var read));
        Assert.Equal(position, read);
        Assert.False(EventPosition.TryParse(new string('9', 56), out _));
    }
}
