using System.Buffers.Binary;

namespace Gatehouse.Sandbox.Linux;

/// <summary>A fresh network namespace around the calling thread: sockets made and children spawned meanwhile belong to it.</summary>
internal readonly struct NetworkNamespace : IDisposable
{
    private readonly Descriptor _home;

    private NetworkNamespace(Descriptor home) => _home = home;

    /// <summary>
    /// Gives the calling thread a home that it can come back to: in a user namespace of the server's own, the way back to
    /// the machine's network is barred. Sockets that the thread makes from now on reach nothing.
    /// </summary>
    internal static void Settle()
    {
        if (!UserNamespace.IsInitial)
        {
            SystemCallException.Check(Libc.Unshare(Libc.CloneNewNetwork), "unshare(CLONE_NEWNET)");
        }
    }

    /// <summary>Joins the network that a socket belongs to.</summary>
    internal static unsafe NetworkNamespace Enter(System.Net.Sockets.Socket member)
    {
        const nuint getNamespace = 0x894C;
        var home = Descriptor.Open("/proc/thread-self/ns/net", Libc.OpenReadOnly);
        try
        {
            using var other = new Descriptor(SystemCallException.Check(Libc.InputOutputControl((int)member.Handle, getNamespace, null), "ioctl(SIOCGSKNS)"));
            SystemCallException.Check(Libc.SetNamespace(other.Value, Libc.CloneNewNetwork), "setns");
            return new NetworkNamespace(home);
        }
        catch (SystemCallException)
        {
            home.Dispose();
            throw;
        }
    }

    internal static NetworkNamespace Enter()
    {
        var home = Keep();
        try
        {
            SystemCallException.Check(Libc.Unshare(Libc.CloneNewNetwork), "unshare(CLONE_NEWNET)");
        }
        catch (SystemCallException)
        {
            home.Dispose();
            throw;
        }

        var entered = new NetworkNamespace(home);
        try
        {
            RaiseLoopback();
            return entered;
        }
        catch (SystemCallException)
        {
            entered.Dispose();
            throw;
        }
    }

    /// <summary>The network of a process that runs already, whose loopback is up.</summary>
    internal static NetworkNamespace EnterThatOf(int processId)
    {
        var home = Descriptor.Open("/proc/thread-self/ns/net", Libc.OpenReadOnly);
        try
        {
            using var theirs = Descriptor.Open($"/proc/{processId}/ns/net", Libc.OpenReadOnly);
            SystemCallException.Check(Libc.SetNamespace(theirs.Value, Libc.CloneNewNetwork), "setns");
            return new NetworkNamespace(home);
        }
        catch (SystemCallException)
        {
            home.Dispose();
            throw;
        }
    }

    /// <summary>The namespace that the calling thread is in, beyond its stay.</summary>
    internal static Descriptor Keep() => Descriptor.Open("/proc/thread-self/ns/net", Libc.OpenReadOnly);

    public void Dispose()
    {
        try
        {
            SystemCallException.Check(Libc.SetNamespace(_home.Value, Libc.CloneNewNetwork), "setns");
        }
        finally
        {
            _home.Dispose();
        }
    }

    private static unsafe void RaiseLoopback()
    {
        const int internet = 2;
        const int datagram = 2 | Libc.OpenCloseOnExec;
        const nuint setInterfaceFlags = 0x8914;
        const short up = 1;
        using var socket = new Descriptor(SystemCallException.Check(Libc.Socket(internet, datagram, 0), "socket"));

        // struct ifreq: 16 bytes of name, then the flags.
        var request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        "lo"u8.CopyTo(new Span<byte>(request, 16));
        BinaryPrimitives.WriteInt16LittleEndian(new Span<byte>(request + 16, 2), up);
        SystemCallException.Check(Libc.InputOutputControl(socket.Value, setInterfaceFlags, request), "ioctl(SIOCSIFFLAGS)");
    }
}
