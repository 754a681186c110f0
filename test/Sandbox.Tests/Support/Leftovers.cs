using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>What sandboxes of one data folder have left on the machine.</summary>
internal static class Leftovers
{
    internal static string[] Groups(string folder)
    {
        var name = "gatehouse-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12];
        var mounts = Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup");
        return [.. mounts.SelectMany(mount => new[] { Path.Combine(mount, name), Path.Combine(mount, name + "-freezer") }).Where(Directory.Exists).SelectMany(Directory.GetDirectories)];
    }

    internal static string[] Processes(string folder) => [.. Groups(folder).SelectMany(Members).Distinct()];

    /// <summary>The groups whose processes all stand still.</summary>
    internal static int Frozen(string folder) => Groups(folder).Count(IsFrozen);

    /// <summary>What all processes have taken of the processors, in steps of the kernel's clock.</summary>
    internal static long ProcessorTime(string folder) => Processes(folder).Sum(id =>
    {
        const int user = 13;
        var stat = File.ReadAllText($"/proc/{id}/stat").Split(' ');
        return long.Parse(stat[user], CultureInfo.InvariantCulture) + long.Parse(stat[user + 1], CultureInfo.InvariantCulture);
    });

    /// <summary>Whether the process is in a group that stands still, or below one.</summary>
    internal static bool IsFrozenProcess(string process)
    {
        var group = File.ReadLines(Path.Combine(process, "cgroup")).Single(line => line.StartsWith("0::", StringComparison.Ordinal))["0::".Length..];
        return ((string[])["/sys/fs/cgroup/unified", "/sys/fs/cgroup"]).Any(mount => IsFrozen(mount + group));
    }

    private static bool IsFrozen(string group)
    {
        try
        {
            var events = Path.Combine(group, "cgroup.events");
            return File.Exists(events) && File.ReadAllText(events).Contains("frozen 1", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It was removed between the two looks.
            return false;
        }
    }

    private static string[] Members(string group)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(group, "cgroup.procs"));
        }
        catch (IOException)
        {
            // It was removed between the two looks.
            return [];
        }
    }

    /// <summary>Processes with a word on their command line, wherever on this machine.</summary>
    internal static string[] Marked(string mark) => [.. Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && CommandLineOf(folder).Split('\0') is [var program, .. var words] && program == "/actor" && words.Contains(mark))];

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return "";
        }
    }

    internal static string[] Mounts(string folder) => [.. File.ReadAllLines("/proc/self/mountinfo").Where(line => line.Contains(folder, StringComparison.Ordinal))];
}
