using System.Buffers.Binary;
using Gatehouse.Sandbox.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Sandbox.Limits;

/// <summary>Stops all processes of one sandbox at once, and lets them go on.</summary>
/// <param name="home">Where the spawning thread comes from, or null where processes are put into the group by its limits.</param>
internal sealed class FreezerGroup(string folder, string? home) : IDisposable
{
    internal const string Switch = "cgroup.freeze";

    private const string Threads = "cgroup.threads";

    private SafeFileHandle? _switch;

    /// <summary>The number of the folder, by which the kernel knows the group.</summary>
    internal unsafe ulong? Identity
    {
        get
        {
            const int here = -100;
            const uint inode = 0x100;

            // struct statx is 256 bytes; the number is at 32.
            var status = stackalloc byte[256];
            return Libc.Status(here, folder, 0, inode, status) == 0 ? BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(status + 32, 8)) : null;
        }
    }

    /// <summary>The calling thread steps in, so that what it spawns is inside.</summary>
    internal void Enter()
    {
        if (home is not null)
        {
            _ = ControlGroup.Set(folder, Threads, "0");
        }
    }

    internal void Leave()
    {
        if (home is not null)
        {
            _ = ControlGroup.Set(home, Threads, "0");
        }
    }

    /// <summary>Everything inside stops within microseconds. False when it has just ended.</summary>
    internal bool Freeze()
    {
        try
        {
            _switch ??= File.OpenHandle(Path.Combine(folder, Switch), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(_switch, "1"u8, fileOffset: 0);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return false;
        }
    }

    internal void Thaw()
    {
        try
        {
            if (_switch is not null)
            {
                RandomAccess.Write(_switch, "0"u8, fileOffset: 0);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    internal bool TryRemove()
    {
        if (home is null)
        {
            return true;
        }

        const int kill = 9;
        foreach (var id in ControlGroup.Members(folder, Threads))
        {
            _ = Libc.Kill(id, kill);
        }

        return ControlGroup.TryRemoveFolder(folder);
    }

    public void Dispose() => _switch?.Dispose();
}
