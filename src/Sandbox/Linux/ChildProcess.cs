using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Gatehouse.Sandbox.Linux;

/// <summary>A spawned process, held by pidfd so that no signal can reach a later owner of its number.</summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private const int Sigkill = 9;
    private readonly Lock _gate = new();
    private readonly Descriptor _pidfd;

    private ChildProcess(int id, Descriptor pidfd) => (Id, _pidfd) = (id, pidfd);

    internal int Id { get; }

    internal Descriptor Handle => _pidfd;

    /// <summary>Spawns with standard input from /dev/null, both outputs into one descriptor, and further descriptors from number 3 on.</summary>
    internal static ChildProcess Spawn(string path, string[] arguments, int output, params ReadOnlySpan<int> further)
    {
        using var nothing = Descriptor.Open("/dev/null", Libc.OpenReadWrite);
        return SpawnWithInput(path, arguments, nothing.Value, output, further);
    }

    /// <summary>The same, with a standard input of the caller's.</summary>
    internal static ChildProcess SpawnWithInput(string path, string[] arguments, int input, int output, params ReadOnlySpan<int> further)
    {
        const short setSignalDefaults = 0x04;
        const short setSignalMask = 0x08;
        const short setSession = 0x80;

        // Larger than the libc structures on every supported platform (glibc: 80, 336 and 128 bytes).
        var actions = stackalloc byte[512];
        var attributes = stackalloc byte[512];
        var signals = stackalloc byte[128];
        var arena = new List<nint>();
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        try
        {
            _ = Libc.SpawnActionsDuplicate(actions, input, 0);
            _ = Libc.SpawnActionsDuplicate(actions, output, 1);
            _ = Libc.SpawnActionsDuplicate(actions, output, 2);
            for (var i = 0; i < further.Length; i++)
            {
                _ = Libc.SpawnActionsDuplicate(actions, further[i], 3 + i);
            }

            // The runtime ignores SIGPIPE and handles others; a function must start with none of that. Its own session keeps
            // a terminal's Ctrl-C for the server from reaching it.
            _ = Libc.SignalsFill(signals);
            _ = Libc.SpawnAttributesDefaults(attributes, signals);
            _ = Libc.SignalsClear(signals);
            _ = Libc.SpawnAttributesMask(attributes, signals);
            _ = Libc.SpawnAttributesFlags(attributes, setSignalDefaults | setSignalMask | setSession);

            int id;
            var error = Libc.Spawn(&id, path, actions, attributes, Vector([path, .. arguments], arena), Vector([], arena));
            if (error != 0)
            {
                throw new SystemCallException($"posix_spawn {path}", error);
            }

            var pidfd = Libc.SystemCall(Libc.NumberOf(SystemCallName.PidfdOpen), id, 0, 0, 0);
            if (pidfd < 0)
            {
                var failure = Marshal.GetLastPInvokeError();
                _ = Libc.Kill(id, Sigkill);
                throw new SystemCallException("pidfd_open", failure);
            }

            return new ChildProcess(id, new Descriptor((int)pidfd));
        }
        finally
        {
            _ = Libc.SpawnActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
            arena.ForEach(NativeMemory);
        }

        static void NativeMemory(nint pointer) => Marshal.FreeHGlobal(pointer);
    }

    /// <summary>Makes this process another program, with the environment that it has. Returns only when that program cannot be run.</summary>
    internal static void Become(string path, string[] arguments)
    {
        var arena = new List<nint>();
        _ = Libc.Execute(path, Vector([path, .. arguments], arena));
        arena.ForEach(Marshal.FreeHGlobal);
    }

    internal void Limit(int resource, ulong value)
    {
        // posix_spawn returns a few instructions before the kernel gives the child its own credentials; until then this is refused.
        var error = 0;
        if (!SpinWait.SpinUntil(() => (error = TryLimit(resource, value)) == 0, TimeSpan.FromSeconds(1)))
        {
            throw new SystemCallException("prlimit", error);
        }
    }

    private int TryLimit(int resource, ulong value)
    {
        var limit = stackalloc ulong[] { value, value };
        return Libc.ProcessLimit(Id, resource, limit, null) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    internal void Kill()
    {
        lock (_gate)
        {
            _ = Libc.SystemCall(Libc.NumberOf(SystemCallName.PidfdSendSignal), _pidfd.Value, Sigkill, 0, 0);
        }
    }

    /// <summary>Collects the exit once the pidfd is readable.</summary>
    internal ExitStatus Reap()
    {
        const int byPidfd = 3;
        const int exited = 4;
        const int codeExited = 1;
        var data = stackalloc byte[128];
        if (Libc.WaitId(byPidfd, _pidfd.Value, data, exited) != 0)
        {
            // Someone else reaped it: a server that runs as process 1 has a runtime that collects every child.
            return ExitStatus.Unknown;
        }

        // siginfo_t of a child: the code is at 8, the status at 24.
        var code = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(data + 8, 4));
        var status = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(data + 24, 4));
        return code == codeExited ? ExitStatus.Of(status) : ExitStatus.Signaled(status);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _pidfd.Dispose();
        }
    }

    private static byte** Vector(string[] values, List<nint> arena)
    {
        var vector = (byte**)Marshal.AllocHGlobal((values.Length + 1) * sizeof(byte*));
        arena.Add((nint)vector);
        for (var i = 0; i < values.Length; i++)
        {
            var bytes = Encoding.UTF8.GetByteCount(values[i]);
            var text = (byte*)Marshal.AllocHGlobal(bytes + 1);
            arena.Add((nint)text);
            Encoding.UTF8.GetBytes(values[i], new Span<byte>(text, bytes));
            text[bytes] = 0;
            vector[i] = text;
        }

        vector[values.Length] = null;
        return vector;
    }
}
