using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Inside;

/// <summary>Reads what our init says into a pipe, which must not block.</summary>
internal sealed unsafe class InitFrames(Descriptor pipe, InitStage stage, Reactor reactor) : IReadable, IDisposable
{
    // Extensions that print without pause must not keep the thread that answers callers.
    private const int MostReadsInOneGo = 64;

    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _watch;

    internal void Watch() => reactor.Watch(pipe, this, ref _watch);

    public void OnReadable() => Drain();

    /// <summary>Takes what there is.</summary>
    internal void Drain()
    {
        lock (_gate)
        {
            for (var i = 0; i < MostReadsInOneGo && pipe.IsOpen && ReadOnce(); i++)
            {
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Close();
        }
    }

    private bool ReadOnce()
    {
        nint read;
        fixed (byte* free = _buffer)
        {
            read = Libc.Read(pipe.Value, free, (nuint)_buffer.Length);
        }

        if (read == 0)
        {
            Close();
        }

        if (read <= 0)
        {
            return false;
        }

        stage.Take(_buffer.AsSpan(0, (int)read));
        return true;
    }

    private void Close()
    {
        if (pipe.IsOpen)
        {
            reactor.Forget(pipe, _watch);
            pipe.Dispose();
        }
    }
}
