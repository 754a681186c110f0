using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Functions.Runtime.Links;

/// <summary>The system calls that a link takes, on both of its sides.</summary>
internal static unsafe partial class LinkCalls
{
    private const int FutexWait = 0;
    private const int FutexWake = 1;
    private const int ReadAndWrite = 3;
    private const int Shared = 1;

    private static nint FutexNumber => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 98 : 202;

    /// <summary>The memory behind a descriptor, or null.</summary>
    public static byte* Map(int descriptor)
    {
        var address = Map(null, LinkLayout.Bytes, ReadAndWrite, Shared, descriptor, 0);
        return address == -1 ? null : (byte*)address;
    }

    public static void Unmap(byte* memory) => _ = Unmap(memory, LinkLayout.Bytes);

    /// <summary>Waits until somebody wakes who waits there; not at all when it is no longer <paramref name="expected"/>.</summary>
    public static void Wait(ref uint signal, uint expected) => _ = SystemCall(FutexNumber, ref signal, FutexWait, expected, null);

    public static void Wake(ref uint signal) => _ = SystemCall(FutexNumber, ref signal, FutexWake, 1, null);

    public static void Ring(SafeFileHandle bell)
    {
        var one = 1UL;
        _ = Write(bell, &one, sizeof(ulong));
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeFileHandle descriptor, void* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, ref uint address, nint operation, nuint value, void* timeout);
}
