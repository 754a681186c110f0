using System.Text;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Networking;

/// <summary>The translator of one sandbox. In a control group of its own: a frozen one would outlive a killed server.</summary>
internal sealed class TranslatorProcess
{
    private readonly Lock _gate = new();
    private readonly Reactor _reactor;
    private readonly ControlGroup _group;
    private readonly ChildProcess _child;
    private readonly Descriptor _ready;
    private readonly Descriptor _end;
    private readonly Descriptor _output;
    private readonly Action<string?> _settled;
    private long _exitWatch;
    private long _readyWatch;
    private bool _isSettled;

    private TranslatorProcess(Reactor reactor, ControlGroup group, ChildProcess child, Descriptor ready, Descriptor end, Descriptor output, Action<string?> settled) =>
        (_reactor, _group, _child, _ready, _end, _output, _settled) = (reactor, group, child, ready, end, output, settled);

    /// <summary>Starts it, on a thread that is in the machine's network and lives as long as the server.</summary>
    /// <param name="settled">Called with null when the namespace is connected, and with a reason when it will not be, or is not any more.</param>
    internal static TranslatorProcess Start(Translator translator, Descriptor networkNamespace, ControlGroup group, Reactor reactor, Action<string?> settled)
    {
        var (readyRead, readyWrite) = Descriptor.Pipe();
        var (endRead, endWrite) = Descriptor.Pipe();
        var (outputRead, outputWrite) = Descriptor.Pipe();
        try
        {
            outputRead.MakeNonBlocking();
            var (path, arguments) = translator.Command();
            var child = group.Surround(() => ChildProcess.Spawn(path, arguments, outputWrite.Value, readyWrite.Value, networkNamespace.Value, endRead.Value));
            return new TranslatorProcess(reactor, group, child, readyRead, endWrite, outputRead, settled);
        }
        catch (IOException)
        {
            readyRead.Dispose();
            endWrite.Dispose();
            outputRead.Dispose();
            throw;
        }
        finally
        {
            readyWrite.Dispose();
            endRead.Dispose();
            outputWrite.Dispose();
        }
    }

    internal void Watch()
    {
        _reactor.Watch(_child.Handle, new Readable(OnExited), ref _exitWatch);
        _reactor.Watch(_ready, new Readable(OnReady), ref _readyWatch);
    }

    /// <summary>The sandbox has ended.</summary>
    internal void End() => _child.Kill();

    private unsafe void OnReady()
    {
        byte told;
        var isConnected = Libc.Read(_ready.Value, &told, 1) == 1;
        _reactor.Forget(_ready, _readyWatch);
        if (isConnected)
        {
            Settle(null);
        }
    }

    private void OnExited()
    {
        _reactor.Forget(_child.Handle, _exitWatch);
        _reactor.Forget(_ready, _readyWatch);
        _ = _child.Reap();
        var said = Said();
        _child.Dispose();
        _ready.Dispose();
        _end.Dispose();
        _output.Dispose();
        _group.Dispose();
        _reactor.Retry(_group.TryRemove);
        Settle($"the translator of its network ended: {said}");
    }

    private void Settle(string? reason)
    {
        lock (_gate)
        {
            if (_isSettled && reason is null)
            {
                return;
            }

            _isSettled = true;
        }

        _settled(reason);
    }

    // What does not fit into the pipe is lost, and the program waits: it has little to say.
    private unsafe string Said()
    {
        var text = stackalloc byte[1024];
        var length = Libc.Read(_output.Value, text, 1024);
        return length > 0 ? Encoding.UTF8.GetString(text, (int)length).ReplaceLineEndings(" ").Trim() : "it said nothing";
    }

    private sealed class Readable(Action read) : IReadable
    {
        public void OnReadable() => read();
    }
}
