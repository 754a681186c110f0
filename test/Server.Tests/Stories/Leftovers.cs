using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>What the sandboxes of one data folder have on the machine.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static string[] Processes(string sandboxes) => [.. Groups(sandboxes).SelectMany(Members).Distinct()];

    public static string[] Groups(string sandboxes)
    {
        var name = "gatehouse-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sandboxes)))[..12];
        return
        [
            .. Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(mount => Path.Combine(mount, name))
                .Where(Directory.Exists).SelectMany(Directory.GetDirectories),
        ];
    }

    public static string[] Mounts(string sandboxes) =>
        [.. File.ReadAllLines("/proc/self/mountinfo").Where(line => line.Contains(sandboxes, StringComparison.Ordinal))];

    /// <summary>Processes end in their own time; groups and mounts go with them.</summary>
    public static Task EventuallyNoneAsync(string sandboxes) =>
        EventuallyAsync(() => Processes(sandboxes).Length + Groups(sandboxes).Length + Mounts(sandboxes).Length == 0);

    public static Task EventuallyGoneAsync(string[] groups) => EventuallyAsync(() => !groups.Any(Directory.Exists));

    public static async Task EventuallyAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
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
}
