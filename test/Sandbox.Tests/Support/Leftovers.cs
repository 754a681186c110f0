using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>What sandboxes of one data folder have left on the machine.</summary>
internal static class Leftovers
{
    internal static string[] Groups(string folder)
    {
        var name = "gatehouse-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12];
        return [.. Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(mount => Path.Combine(mount, name)).Where(Directory.Exists).SelectMany(Directory.GetDirectories)];
    }

    internal static string[] Processes(string folder) => [.. Groups(folder).SelectMany(Members).Distinct()];

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
