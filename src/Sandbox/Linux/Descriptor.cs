using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Sandbox.Linux;

/// <summary>An owned file descriptor; closed once, however often it is disposed.</summary>
internal sealed class Descriptor(int value) : IDisposable
{
    private int _value = value;

    internal int Value => _value;

    internal bool IsOpen => _value >= 0;

    internal static Descriptor Open(string path, int flags, uint mode = 0) =>
        new(SystemCallException.Check(Libc.Open(path, flags | Libc.OpenCloseOnExec, mode), $"open {path}"));

    internal static unsafe (Descriptor Read, Descriptor Write) Pipe()
    {
        var ends = stackalloc int[2];
        SystemCallException.Check(Libc.Pipe(ends, Libc.OpenCloseOnExec), "pipe2");
        return (new(ends[0]), new(ends[1]));
    }

    /// <summary>Hands the descriptor over to .NET, which then closes it.</summary>
    internal SafeFileHandle ToHandle() => new(Interlocked.Exchange(ref _value, -1), ownsHandle: true);

    internal void MakeNonBlocking()
    {
        const int getFlags = 3;
        const int setFlags = 4;
        var flags = SystemCallException.Check(Libc.FileControl(Value, getFlags, 0), "fcntl");
        SystemCallException.Check(Libc.FileControl(Value, setFlags, flags | Libc.OpenNonBlocking), "fcntl");
    }

    /// <summary>Writes everything; false when nobody reads any more.</summary>
    internal unsafe bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                var written = Libc.Write(Value, start + sent, (nuint)(bytes.Length - sent));
                if (written < 0)
                {
                    return false;
                }

                sent += (int)written;
            }
        }

        return true;
    }

    public void Dispose()
    {
        var fd = Interlocked.Exchange(ref _value, -1);
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
        }
    }
}
