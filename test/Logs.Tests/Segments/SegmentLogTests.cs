using Gatehouse.Services.Logs.Segments;

namespace Gatehouse.Logs.Tests.Segments;

public sealed class SegmentLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EventsOfAnEarlierOpening_AreReadInOrder()
    {
        var log = SegmentLog.Open(_folder.Path);
        log.TryAppend([new(1, 20, 100, "b"), new(2, 10, 100, "a")], durable: true);
        log.TryAppend([new(1, 30, 101, "ü😀")], durable: false);

        Assert.Equal(["a", "b", "ü😀"], Read(SegmentLog.Open(_folder.Path)));
    }

    [Fact]
    public void TornTail_IsDroppedWhereverItWasCut()
    {
        var log = SegmentLog.Open(_folder.Path);
        log.TryAppend([new(1, 1, 1, "first"), new(1, 2, 2, "second")], durable: false);
        var whole = File.ReadAllBytes(File0);
        log.TryAppend([new(1, 3, 3, "third")], durable: false);
        var torn = File.ReadAllBytes(File0);

        for (var length = whole.Length; length < torn.Length; length++)
        {
            File.WriteAllBytes(File0, torn[..length]);

            var opened = SegmentLog.Open(_folder.Path);

            Assert.Equal(["first", "second"], Read(opened));
            Assert.Equal(length - whole.Length, opened.TornBytes);
            Assert.Equal(whole, File.ReadAllBytes(File0));
        }
    }

    [Fact]
    public void AppendAfterATornTail_IsReadWithWhatWasBefore()
    {
        SegmentLog.Open(_folder.Path).TryAppend([new(1, 1, 1, "first")], durable: false);
        using (var file = new FileStream(File0, FileMode.Append))
        {
            file.Write([40, 0, 0, 0, 1, 2, 3]);
        }

        SegmentLog.Open(_folder.Path).TryAppend([new(1, 2, 2, "second")], durable: false);

        Assert.Equal(["first", "second"], Read(SegmentLog.Open(_folder.Path)));
    }

    [Fact]
    public void FlippedBit_EndsTheSegmentBeforeIt()
    {
        SegmentLog.Open(_folder.Path).TryAppend([new(1, 1, 1, "first"), new(1, 2, 2, "second")], durable: false);
        var bytes = File.ReadAllBytes(File0);
        bytes[^1] ^= 1;
        File.WriteAllBytes(File0, bytes);

        Assert.Equal(["first"], Read(SegmentLog.Open(_folder.Path)));
    }

    [Fact]
    public void GarbageFile_IsAnEmptySegment()
    {
        var bytes = new byte[4096];
        bytes.AsSpan().Fill(0xFF);
        File.WriteAllBytes(File0, bytes);

        Assert.Empty(Read(SegmentLog.Open(_folder.Path)));
    }

    [Fact]
    public void FullSegment_IsFollowedByAnother()
    {
        var log = SegmentLog.Open(_folder.Path, segmentBytes: 100);
        for (var i = 0; i < 10; i++)
        {
            log.TryAppend([new(1, i, i, $"event {i} of several")], durable: false);
        }

        Assert.True(Directory.GetFiles(_folder.Path).Length > 3);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"event {i} of several"), Read(SegmentLog.Open(_folder.Path, segmentBytes: 100)));
    }

    [Fact]
    public void Trim_DeletesFilesThatAreExpiredAsAWhole()
    {
        var log = SegmentLog.Open(_folder.Path, segmentBytes: 1);
        log.TryAppend([new(1, 1, 1, "old")], durable: false);
        log.TryAppend([new(1, 2, 2, "old too"), new(1, 9, 9, "young in an old file")], durable: false);
        log.TryAppend([new(1, 3, 3, "old again")], durable: false);

        log.Trim(before: 5);
        log.TryAppend([new(1, 10, 10, "after")], durable: false);

        Assert.Equal(["old too", "young in an old file", "after"], Read(log));
        Assert.Equal(["old too", "young in an old file", "after"], Read(SegmentLog.Open(_folder.Path)));
        Assert.Equal(2, Directory.GetFiles(_folder.Path, "*.seg").Length);
    }

    [Fact]
    public void ForgottenStream_LeavesNoFileOfItsOwn()
    {
        var log = SegmentLog.Open(_folder.Path, segmentBytes: 1);
        log.TryAppend([new(1, 1, 1, "gone")], durable: false);
        log.TryAppend([new(2, 2, 2, "kept"), new(1, 3, 3, "gone")], durable: false);

        log.Forget(1);

        Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.Equal(["kept"], Read(log, known: stream => stream == 2));
        Assert.Equal([2], log.Spans().Keys);
    }

    [Fact]
    public void DeletedLog_TakesNoMore()
    {
        var log = SegmentLog.Open(_folder.In("group"));
        log.TryAppend([new(1, 1, 1, "a")], durable: false);

        log.Delete();

        Assert.False(log.TryAppend([new(1, 2, 2, "b")], durable: false));
        Assert.False(Directory.Exists(_folder.In("group")));
    }

    [Fact]
    public void FullSegments_AreNotReadToOpenTheGroup()
    {
        FillThreeSegments();
        File.WriteAllBytes(File0, new byte[new FileInfo(File0).Length]);

        var spans = SegmentLog.Open(_folder.Path).Spans();

        Assert.Equal(new StreamSpan(1, 2, 2), spans[1]);
        Assert.Equal(new StreamSpan(3, 4, 4), spans[2]);
        Assert.Equal(new StreamSpan(5, 5, 5), spans[3]);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("torn")]
    [InlineData("flipped")]
    [InlineData("of another length")]
    public void IndexThatCannotBeTrusted_IsMadeAnew(string fault)
    {
        FillThreeSegments();
        var index = Path.ChangeExtension(File0, ".idx");
        var whole = File.ReadAllBytes(index);
        switch (fault)
        {
            case "missing":
                File.Delete(index);
                break;
            case "of another length":
                File.WriteAllBytes(File0, File.ReadAllBytes(File0)[..^1]);
                break;
            default:
                File.WriteAllBytes(index, fault == "empty" ? [] : fault == "torn" ? whole[..^5] : [.. whole[..^1], (byte)(whole[^1] ^ 1)]);
                break;
        }

        var expected = fault == "of another length" ? new[] { "a", "c", "d", "e" } : ["a", "b", "c", "d", "e"];
        Assert.Equal(expected, Read(SegmentLog.Open(_folder.Path)));
        Assert.Equal(expected, Read(SegmentLog.Open(_folder.Path)));
        Assert.Equal(fault != "of another length", whole.AsSpan().SequenceEqual(File.ReadAllBytes(index)));
    }

    private void FillThreeSegments()
    {
        var log = SegmentLog.Open(_folder.Path, segmentBytes: 1);
        log.TryAppend([new(1, 1, 1, "a"), new(1, 2, 2, "b")], durable: false);
        log.TryAppend([new(2, 3, 3, "c"), new(2, 4, 4, "d")], durable: false);
        log.TryAppend([new(3, 5, 5, "e")], durable: false);
    }

    private string File0 => _folder.In("0000000001.seg");

    private static IEnumerable<string> Read(SegmentLog log, Func<long, bool>? known = null) =>
        EventReader.Read(log, new EventQuery { Known = known ?? (_ => true), Limit = 10000 }, out _).Select(item => item.Message);
}
