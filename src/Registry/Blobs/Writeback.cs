using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Registry.Blobs;

/// <summary>
/// Has the kernel start to write what a growing file holds, so that the sync which ends a push finds little left to do. Of 200 MB
/// the sync took 100 ms, a quarter of the push, while the disk had been idle before.
/// </summary>
internal static partial class Writeback
{
    private const uint StartWriting = 2;

    public static void Start(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux())
        {
            // A hint: a disk that fails says so to the sync.
            _ = SyncFileRange(file, offset, count, StartWriting);
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);
}
