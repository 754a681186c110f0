using System.Buffers.Binary;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Inside;

/// <summary>
/// A sandbox whose image has external extensions, where our init is its first process: the server says what that is to start, and takes
/// what the programs print and how they end from one stream. One thread at a time reads.
/// </summary>
/// <param name="function">What the function prints.</param>
internal sealed class InitStage(IReadOnlyList<string> extensions, RelayedOutput function, Reactor reactor, SandboxLog log, Action<byte[]> say) : IDisposable
{
    private const int Function = 0;

    private readonly RelayedOutput[] _outputs = [function, .. extensions.Select(_ => new RelayedOutput(reactor, log, LogSource.Extension))];
    private readonly byte[] _head = new byte[4];
    private readonly byte[] _status = new byte[sizeof(int)];
    private StagedCallbacks? _callbacks;
    private int _headBytes;
    private int _left;
    private bool _isForeign;

    internal IReadOnlyList<string> Extensions => extensions;

    internal void Watch()
    {
        foreach (var output in _outputs)
        {
            output.Lines.Watch();
        }
    }

    internal void StartExtensions(StagedCallbacks callbacks)
    {
        Volatile.Write(ref _callbacks, callbacks);
        say([.. extensions.SelectMany((name, index) => SandboxInit.StartExtension(index + 1, name))]);
    }

    internal void StartRuntime() => say(SandboxInit.StartRuntime);

    internal void Signal(int signal) => say(SandboxInit.Signal(signal));

    /// <summary>The next bytes of what init says.</summary>
    internal void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_isForeign)
            {
                function.Write(bytes);
                return;
            }

            bytes = bytes[(_left == 0 ? TakeHead(bytes) : TakePayload(bytes))..];
        }
    }

    /// <summary>Nothing more comes.</summary>
    internal void End() => Array.ForEach(_outputs, output => output.End());

    public void Dispose() => Array.ForEach(_outputs, output => output.Dispose());

    private int TakeHead(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(_head.Length - _headBytes, bytes.Length);
        bytes[..taken].CopyTo(_head.AsSpan(_headBytes));
        _headBytes += taken;
        if (_headBytes == _head.Length)
        {
            _headBytes = 0;
            _left = BinaryPrimitives.ReadUInt16LittleEndian(_head.AsSpan(2));

            // Not init's: a runtime that could not start it says so where it would speak.
            _isForeign = _head[1] >= _outputs.Length || !(_head[0] == SandboxInit.Output || (_head[0] == SandboxInit.Exit && _left == _status.Length));
            if (_isForeign)
            {
                function.Write(_head);
            }
        }

        return taken;
    }

    private int TakePayload(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(_left, bytes.Length);
        if (_head[0] == SandboxInit.Output)
        {
            _outputs[_head[1]].Write(bytes[..taken]);
        }
        else
        {
            bytes[..taken].CopyTo(_status.AsSpan(_status.Length - _left));
        }

        _left -= taken;
        if (_left == 0 && _head[0] == SandboxInit.Exit)
        {
            Ended(_head[1], ExitStatus.OfWait(BinaryPrimitives.ReadInt32LittleEndian(_status)));
        }

        return taken;
    }

    private void Ended(int which, ExitStatus status)
    {
        var lines = _outputs[which].Lines;
        lines.Drain(settle: true);
        if (which == Function)
        {
            _callbacks?.RuntimeExited(status, lines.Complaint);
        }
        else
        {
            _callbacks?.ExtensionExited(extensions[which - 1], status, lines.Complaint);
        }
    }
}
