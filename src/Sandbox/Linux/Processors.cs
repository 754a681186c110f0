using System.Buffers.Text;

namespace Gatehouse.Sandbox.Linux;

/// <summary>What the machine's processors have to spare, by the kernel's own account.</summary>
internal static class Processors
{
    private const int LongestLine = 256;

    /// <summary>
    /// A function that says which share of all processors' time went unused since it was last called, from 0 to 1;
    /// 0 where the kernel does not tell, and before the clock of the kernel has moved on.
    /// </summary>
    internal static Func<double> IdleSinceLast()
    {
        var last = Read();
        return () =>
        {
            var now = Read();
            var all = now.All - last.All;
            var share = all <= 0 ? 0 : Math.Clamp((now.Idle - last.Idle) / (double)all, 0, 1);
            last = now;
            return share;
        };
    }

    private static (long All, long Idle) Read()
    {
        Span<byte> line = stackalloc byte[LongestLine];
        try
        {
            using var file = File.OpenHandle("/proc/stat");
            line = line[..RandomAccess.Read(file, line, fileOffset: 0)];
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return default;
        }

        return Parse(line);
    }

    /// <summary>The first line of /proc/stat: user, nice, system, idle, iowait and more, in steps of the kernel's clock.</summary>
    internal static (long All, long Idle) Parse(ReadOnlySpan<byte> text)
    {
        const int idle = 3;
        const int waiting = 4;
        const int steal = 7;
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        if (!line.StartsWith("cpu "u8))
        {
            return default;
        }

        line = line["cpu "u8.Length..];
        long all = 0;
        long unused = 0;

        // Time of guests, which follows, is part of the user time already.
        for (var field = 0; field <= steal; field++)
        {
            line = line.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(line, out long value, out var used))
            {
                break;
            }

            all += value;
            unused += field is idle or waiting ? value : 0;
            line = line[used..];
        }

        return (all, unused);
    }
}
