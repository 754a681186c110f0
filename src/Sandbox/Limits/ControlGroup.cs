using System.Buffers.Text;
using System.Globalization;
using Gatehouse.Sandbox.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Sandbox.Limits;

/// <summary>The limits around one sandbox: one folder in each version 1 hierarchy, or one folder in version 2.</summary>
/// <param name="freezer">What stops everything inside, or null where the machine has nothing that can.</param>
internal sealed class ControlGroup(string[] folders, IReadOnlyList<string> homes, bool byThread, FreezerGroup? freezer) : IDisposable
{
    private const int Sigkill = 9;

    internal const int MostProcesses = 1024;

    private SafeFileHandle? _peak;

    internal void Limit(int memoryMegabytes)
    {
        var bytes = (memoryMegabytes * 1024L * 1024).ToString(CultureInfo.InvariantCulture);
        var (processors, shares, quota) = ProcessorLimits.Of(memoryMegabytes);
        foreach (var folder in folders)
        {
            _ = byThread switch
            {
                true => Set(folder, "memory.limit_in_bytes", bytes) && Set(folder, "memory.memsw.limit_in_bytes", bytes),
                false => Set(folder, "memory.max", bytes) && Set(folder, "memory.swap.max", "0") && Set(folder, "memory.oom.group", "1"),
            };
            _ = Set(folder, "pids.max", MostProcesses.ToString(CultureInfo.InvariantCulture));
            _ = byThread switch
            {
                true => Set(folder, "cpu.shares", $"{shares}") && Set(folder, "cpu.cfs_quota_us", $"{quota}"),
                false => Set(folder, "cpu.weight", $"{Math.Clamp((long)(processors * 100), 1, 10_000)}") && Set(folder, "cpu.max", $"{quota} {ProcessorLimits.Period}"),
            };
        }

        var peak = folders.Select(folder => Path.Combine(folder, byThread ? "memory.max_usage_in_bytes" : "memory.peak")).FirstOrDefault(File.Exists);
        _peak = peak is null ? null : File.OpenHandle(peak);
    }

    /// <summary>Version 1 only: the calling thread steps in, so that what it spawns is inside from its first instruction.</summary>
    /// <remarks>Writing another process's number instead costs 6 ms here: the kernel then stops all forks for a grace period.</remarks>
    internal void Enter()
    {
        if (byThread)
        {
            Array.ForEach(folders, folder => Set(folder, "tasks", "0"));
        }

        freezer?.Enter();
    }

    /// <summary>The calling thread steps back to where the server is.</summary>
    internal void Leave()
    {
        if (byThread)
        {
            foreach (var home in homes.Where(home => folders.Any(folder => folder.StartsWith(home, StringComparison.Ordinal) || SameHierarchy(folder, home))))
            {
                _ = Set(home, "tasks", "0");
            }
        }

        freezer?.Leave();
    }

    /// <summary>The calling thread steps into what can be frozen alone, and is limited by nothing.</summary>
    internal void EnterFreezer() => freezer?.Enter();

    internal void LeaveFreezer() => freezer?.Leave();

    /// <summary>The calling thread steps in for as long as it takes to spawn a process.</summary>
    internal ChildProcess Surround(Func<ChildProcess> spawn)
    {
        Enter();
        try
        {
            var child = spawn();
            Adopt(child.Id);
            return child;
        }
        finally
        {
            Leave();
        }
    }

    internal bool Freezes => freezer is not null;

    /// <summary>What the kernel calls the group in which everything inside is, or null where it has none in version 2.</summary>
    internal ulong? Identity => freezer?.Identity;

    /// <summary>Stops everything inside between two instructions; false where that is not possible. Killing works nevertheless.</summary>
    internal bool Freeze() => freezer?.Freeze() ?? false;

    /// <summary>Everything inside goes on.</summary>
    internal void Thaw() => freezer?.Thaw();

    private static bool SameHierarchy(string folder, string home) =>
        home.StartsWith(Path.GetDirectoryName(Path.GetDirectoryName(folder)!)!, StringComparison.Ordinal);

    /// <summary>Version 2 only: threads of one process cannot be in different groups, so the child is moved before it goes on.</summary>
    internal void Adopt(int processId)
    {
        if (!byThread)
        {
            Array.ForEach(folders, folder => Set(folder, "cgroup.procs", processId.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The most memory in use so far, or null where the machine does not say.</summary>
    internal long? PeakBytes()
    {
        Span<byte> text = stackalloc byte[32];
        return _peak is { IsClosed: false } peak && Utf8Parser.TryParse(text[..RandomAccess.Read(peak, text, 0)], out long bytes, out _) ? bytes : null;
    }

    /// <summary>Kills whatever is inside.</summary>
    internal void Kill()
    {
        foreach (var id in folders.Where(Directory.Exists).SelectMany(folder => Inner(folder).Append(folder)).SelectMany(folder => Members(folder)))
        {
            _ = Libc.Kill(id, Sigkill);
        }
    }

    /// <summary>Kills whatever is inside and removes the group; false while something is still dying.</summary>
    internal bool TryRemove()
    {
        Kill();
        return folders.Count(TryRemoveFolder) == folders.Length && freezer?.TryRemove() != false;
    }

    internal static bool TryRemoveFolder(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Array.ForEach(Inner(folder), Directory.Delete);
                Directory.Delete(folder);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _peak?.Dispose();
        freezer?.Dispose();
    }

    // What an OCI runtime made for itself below the group.
    private static string[] Inner(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    internal static IEnumerable<int> Members(string folder, string file = "cgroup.procs")
    {
        try
        {
            return File.ReadAllLines(Path.Combine(folder, file)).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(id => id > 1);
        }
        catch (IOException)
        {
            // The group went away between the two looks: nothing is inside.
            return [];
        }
    }

    // A controller's file is absent in the other controllers' hierarchies; that is not a failure.
    internal static bool Set(string folder, string file, string value)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            File.WriteAllText(path, value);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
