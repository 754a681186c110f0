using System.Diagnostics;
using System.Globalization;
using Gatehouse.Services.Logs.Segments;

namespace Gatehouse.Logs.Tests.Segments;

public sealed class KilledProcessTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(150)]
    [InlineData(900)]
    public async Task AcknowledgedEvents_SurviveTheKill(int acknowledgements)
    {
        using var folder = new TemporaryFolder();
        using var process = Process.Start(new ProcessStartInfo(TestProgram.File, [AppendingProcess.Argument, folder.Path]) { RedirectStandardOutput = true })!;
        var acknowledged = 0;
        for (var i = 0; i < acknowledgements; i++)
        {
            acknowledged = Number(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // What it said before it died and we had not read yet was acknowledged too; a line that was cut off was not.
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        acknowledged = rest.Split('\n')[..^1].Select(Number).Append(acknowledged).Max();

        var log = SegmentLog.Open(folder.Path);
        var found = 0;
        var from = EventPosition.Start;
        bool more;
        do
        {
            var query = new EventQuery { Known = _ => true, Limit = 5000, From = from };
            var events = EventReader.Read(log, query, out more);
            foreach (var item in events)
            {
                Assert.Equal(AppendingProcess.Message(found++), item.Message);
            }

            from = events[^1].Position.Next();
        }
        while (more);

        Assert.True(found >= acknowledged, $"{acknowledged} events were acknowledged, {found} are there.");
    }

    private static int Number(string? line) => int.Parse(line!, CultureInfo.InvariantCulture);
}
