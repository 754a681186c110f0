using System.Text;
using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Logs;

/// <summary>
/// What a function prints: standard output and error in one pipe, so that their order is kept, cut into lines.
/// </summary>
internal sealed unsafe class FunctionOutput(Descriptor pipe, Reactor reactor, SandboxLog log, LogSource source = LogSource.Function) : IReadable, IDisposable
{
    // CloudWatch's own limit on one event.
    private const int LongestLine = 256 * 1024;

    // A function that prints without pause must not keep the thread that answers its caller.
    private const int MostReadsInOneGo = 64;

    private readonly Lock _gate = new();
    private byte[] _buffer = new byte[4096];
    private int _length;
    private long _watch;
    private string? _complaint;
    private bool _first = true;

    /// <summary>What bubblewrap or our own init had to say instead of starting the function: its own first line.</summary>
    internal string? Complaint => Volatile.Read(ref _complaint);

    /// <summary>Something else has a reason why the function did not start; the first reason stays.</summary>
    internal void Complain(string reason) => Interlocked.CompareExchange(ref _complaint, reason, null);

    internal void Watch() => reactor.Watch(pipe, this, ref _watch);

    public void OnReadable() => Drain(settle: false);

    /// <summary>Takes everything printed so far. <paramref name="settle"/> also takes the beginning of an unfinished line.</summary>
    internal void Drain(bool settle)
    {
        lock (_gate)
        {
            for (var i = 0; i < MostReadsInOneGo && pipe.IsOpen && ReadOnce(); i++)
            {
            }

            if (settle && _length > 0)
            {
                Emit(_buffer.AsSpan(0, _length));
                _length = 0;
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
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 4, LongestLine));
        }

        nint read;
        fixed (byte* free = &_buffer[_length])
        {
            read = Libc.Read(pipe.Value, free, (nuint)(_buffer.Length - _length));
        }

        if (read == 0)
        {
            Close();
        }

        if (read <= 0)
        {
            return false;
        }

        var searched = _length;
        _length += (int)read;
        Split(searched);
        return true;
    }

    private void Split(int searched)
    {
        var start = 0;
        for (int end; (end = _buffer.AsSpan(searched, _length - searched).IndexOf((byte)'\n')) >= 0;)
        {
            searched += end + 1;
            Emit(_buffer.AsSpan(start, searched - start));
            start = searched;
        }

        if (start == 0 && _length == LongestLine)
        {
            Emit(_buffer.AsSpan(0, _length));
            start = _length;
        }

        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
        if (_length == 0 && _buffer.Length > 64 * 1024)
        {
            _buffer = new byte[4096];
        }
    }

    private void Emit(ReadOnlySpan<byte> line)
    {
        var first = _first;
        _first = false;
        if (first && PlatformPrefix(line) is > 0 and var prefix)
        {
            // Kept for the error that the caller gets; it tells of the platform, not of the function.
            Complain(Encoding.UTF8.GetString(line[prefix..]).TrimEnd());
            return;
        }

        log.Write(line, source);
    }

    private static int PlatformPrefix(ReadOnlySpan<byte> line) =>
        line.StartsWith("bwrap: "u8) ? "bwrap: "u8.Length : line.StartsWith(SandboxInit.Speaker) ? SandboxInit.Speaker.Length : 0;

    private void Close()
    {
        if (pipe.IsOpen)
        {
            reactor.Forget(pipe, _watch);
            pipe.Dispose();
        }
    }
}
