using System.Globalization;
using Gatehouse.Services.Logs.Segments;

namespace Gatehouse.Logs.Tests.Segments;

/// <summary>What the killed process does: appends for ever, and says what has been acknowledged.</summary>
internal static class AppendingProcess
{
    public const string Argument = "append-until-killed";

    public static async Task<int> RunAsync(string folder)
    {
        // Small segments, so that the kill meets a roll now and then.
        var log = SegmentLog.Open(folder, segmentBytes: 64 * 1024);
        var number = 0;
        await using var output = Console.OpenStandardOutput();
        while (true)
        {
            var batch = Enumerable.Range(number, 10).Select(i => new NewEvent(1, i, i, Message(i))).ToArray();
            number += batch.Length;
            log.TryAppend(batch, durable: false);
            await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture) + "\n"));
        }
    }

    public static string Message(int number) => $"{number} {new string('x', number % 700)}";
}
