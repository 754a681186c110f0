using Gatehouse.Core;
using Gatehouse.Services.Logs.Following;

namespace Gatehouse.Logs.Tests.Following;

public sealed class GroupReaderTests
{
    private const string Group = "/aws/lambda/f";

    private static readonly Scope s_scope = new("000000000000", "us-east-1");
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task WhatIsThere_ComesInOrderOfItsTimesOverAllStreams()
    {
        await using var host = await LogsHost.StartAsync();
        foreach (var second in (int[])[3, 1, 2, 0])
        {
            Append(host, $"s{second % 2}", s_start.AddSeconds(second), $"second {second}");
        }

        var all = await ReadThereAsync(Reader(host, s_start));
        var later = await ReadThereAsync(Reader(host, s_start.AddSeconds(2)));

        Assert.Equal(["second 0", "second 1", "second 2", "second 3"], all);
        Assert.Equal(["second 2", "second 3"], later);
    }

    [Fact]
    public async Task WritersAtOnce_AreReadWholeAndOnce()
    {
        // Several segments of the log, and a reader that begins in the middle.
        const int writers = 4;
        const int lines = 8000;
        var filling = new string('x', 600);
        await using var host = await LogsHost.StartAsync();
        var writing = Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < lines; i++)
            {
                await host.Engine.AppendAsync(s_scope.Account, s_scope.Region, Group, $"s{writer}", s_start.AddMilliseconds(i / 7), $"{writer} {i} {filling}");
            }
        })).ToArray();

        var reader = Reader(host, s_start);
        var seen = Enumerable.Range(0, writers).Select(_ => new List<int>()).ToArray();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (seen.Sum(list => list.Count) < writers * lines)
        {
            foreach (var line in await reader.ReadAsync(limit.Token) ?? [])
            {
                var words = line.Message.Split(' ');
                seen[int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture)].Add(int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        await Task.WhenAll(writing);
        await host.Engine.FlushAsync(limit.Token);
        Assert.Empty((await reader.ReadAsync(limit.Token))!);
        Assert.All(seen, list => Assert.Equal(Enumerable.Range(0, lines), list));
    }

    [Fact]
    public async Task GroupThatComesLaterOrAnew_IsFollowedFromItsBeginning()
    {
        await using var host = await LogsHost.StartAsync();
        var reader = Reader(host, s_start);
        Assert.Empty(await ReadThereAsync(reader));

        Append(host, "s", s_start, "first");
        var first = await ReadComeAsync(host, reader);
        await host.PythonAsync($"logs.delete_log_group(logGroupName='{Group}')");
        Append(host, "s", s_start, "second");
        var second = await ReadComeAsync(host, reader);

        Assert.Equal(["first"], first);
        Assert.Equal(["second"], second);
    }

    [Fact]
    public void LinesOfARequest_AreThoseFromItsStartToItsReport()
    {
        var filter = new LineFilter(null, "one");
        (string Stream, string Message)[] lines =
        [
            ("a", "before"), ("a", "START RequestId: one Version: 1"), ("b", "START RequestId: two Version: 1"), ("b", "of the other"), ("a", "of this"),
            ("a", "REPORT RequestId: one\tDuration"), ("a", "after"), ("b", "which calls one"), ("a", "START RequestId: three"), ("a", "of a third"),
        ];

        Assert.Equal(
            ["START RequestId: one Version: 1", "of this", "REPORT RequestId: one\tDuration", "which calls one"],
            lines.Where(line => filter.Wants(line.Stream, line.Message)).Select(line => line.Message));
    }

    private static GroupReader Reader(LogsHost host, DateTimeOffset since) => new(host.Engine, s_scope, Group, since, new LineFilter(null, null));

    private static void Append(LogsHost host, string stream, DateTimeOffset time, string message) =>
        host.Engine.Append(s_scope.Account, s_scope.Region, Group, stream, time, message);

    private static async Task<List<string>> ReadThereAsync(GroupReader reader)
    {
        List<string> read = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } page)
        {
            read.AddRange(page.Select(line => line.Message));
        }

        return read;
    }

    private static async Task<string[]> ReadComeAsync(LogsHost host, GroupReader reader)
    {
        await host.Engine.FlushAsync(TestContext.Current.CancellationToken);
        return [.. (await reader.ReadAsync(TestContext.Current.CancellationToken))!.Select(line => line.Message)];
    }
}
