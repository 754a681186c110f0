using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>Carries what an engine relays of a function's output into the same pipe that other runners give to the function.</summary>
internal sealed class DockerOutput : IDisposable
{
    private readonly Descriptor _write;

    internal DockerOutput(Reactor reactor, SandboxLog log)
    {
        (var read, _write) = Descriptor.Pipe();
        read.MakeNonBlocking();
        Lines = new FunctionOutput(read, reactor, log);
    }

    internal FunctionOutput Lines { get; }

    // Waits where the pipe is full: the reactor empties it, and waits for nobody.
    internal void Write(ReadOnlySpan<byte> bytes) => _ = _write.TryWrite(bytes);

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
