using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Inside;

/// <summary>Carries what somebody relays of a program's output into the same pipe that other programs are given to print into.</summary>
internal sealed class RelayedOutput : IDisposable
{
    private readonly Descriptor _write;

    internal RelayedOutput(Reactor reactor, SandboxLog log, LogSource source = LogSource.Function)
    {
        (var read, _write) = Descriptor.Pipe();
        read.MakeNonBlocking();
        Lines = new FunctionOutput(read, reactor, log, source);
    }

    internal FunctionOutput Lines { get; }

    // Emptied at once: the reactor, which does that else, may be who writes.
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        const int most = 16 * 1024;
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(most, bytes.Length)..])
        {
            _ = _write.TryWrite(bytes[..Math.Min(most, bytes.Length)]);
            Lines.Drain(settle: false);
        }
    }

    /// <summary>Nothing more comes.</summary>
    internal void End()
    {
        _write.Dispose();
        Lines.Drain(settle: true);
    }

    public void Dispose()
    {
        _write.Dispose();
        Lines.Dispose();
    }
}
