using Gatehouse.Sandbox.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Sandbox.RuntimeApi.Links;

/// <summary>What the two ends of a link share.</summary>
internal static class SharedMemory
{
    /// <summary>Memory without a name. Nobody can change its size: a page that was gone would end the server that reads it.</summary>
    internal static SafeFileHandle Create(int bytes)
    {
        const uint closeOnExec = 1;
        const uint allowSealing = 2;
        const int addSeals = 1033;
        const int neverAgain = 1;
        const int noShrinking = 2;
        const int noGrowing = 4;
        var memory = new SafeFileHandle(SystemCallException.Check(Libc.CreateMemory("gatehouse-link", closeOnExec | allowSealing), "memfd_create"), ownsHandle: true);
        try
        {
            var fd = (int)memory.DangerousGetHandle();
            SystemCallException.Check(Libc.Truncate(fd, bytes), "ftruncate");
            SystemCallException.Check(Libc.FileControl(fd, addSeals, neverAgain | noShrinking | noGrowing), "fcntl");
            return memory;
        }
        catch (SystemCallException)
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>What the runtime rings when the server waits.</summary>
    internal static SafeFileHandle Bell() =>
        new(SystemCallException.Check(Libc.EventFd(0, Libc.OpenCloseOnExec | Libc.OpenNonBlocking), "eventfd"), ownsHandle: true);
}
