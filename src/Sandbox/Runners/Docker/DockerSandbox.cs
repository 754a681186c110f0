using System.Buffers.Binary;
using System.Net.Sockets;
using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>A sandbox in a container of an engine's, held by the connection that is attached to it.</summary>
internal sealed class DockerSandbox(DockerClient client, string id, Stream attached, SandboxSockets sockets, DockerMemory? memory, RelayedOutput output, Action<ExitStatus> exited, Action<string> failed)
    : ISandboxProcess
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task _said = Task.CompletedTask;
    private int _killed;

    public Socket RuntimeListener => sockets.Runtime;

    public Socket? ServerListener => sockets.Server;

    public FunctionOutput Output => output.Lines;

    /// <summary>What its extensions go through; null where the image has none.</summary>
    internal InitStage? Stage { get; set; }

    /// <summary>Makes sockets in the sandbox's network; null where the server cannot go there.</summary>
    internal SpawnThread? Thread { get; init; }

    public IReadOnlyList<string> Extensions => Stage?.Extensions ?? [];

    // Each sandbox has listeners of its own. Whether others reach them is said once, at the server's start.
    public bool Admits(Socket connection) => true;

    // What ends it when the server is gone is a process inside, which must not stand still.
    public bool Freezes => false;

    public bool Freeze() => false;

    public void Thaw()
    {
    }

    /// <summary>Completes when nothing is left of the sandbox.</summary>
    internal Task Ended => _ended.Task;

    public long? PeakBytes() => memory?.PeakBytes();

    public void Watch()
    {
        if (Stage is null)
        {
            output.Lines.Watch();
        }
        else
        {
            Stage.Watch();
        }

        _ = WatchAsync();
    }

    public void Kill()
    {
        if (Interlocked.Exchange(ref _killed, 1) == 0)
        {
            _ = KillAsync();
        }
    }

    public void StartExtensions(StagedCallbacks callbacks) => Stage!.StartExtensions(callbacks);

    public void StartRuntime() => Stage!.StartRuntime();

    public void Terminate() => Say(SandboxInit.Signal(ProcessTree.Terminate));

    public void KillRuntime()
    {
        if (Stage is null)
        {
            Kill();
        }
        else
        {
            Stage.Signal(ProcessTree.Kill);
        }
    }

    public void OpenSocket(Action<Socket?> opened) => _ = OpenSocketAsync(opened);

    /// <summary>To its first process, which is ours.</summary>
    internal void Say(byte[] words)
    {
        lock (_gate)
        {
            _said = SayAsync(_said, words);
        }
    }

    private async Task SayAsync(Task before, byte[] words)
    {
        await before;
        try
        {
            await attached.WriteAsync(words);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Nobody is there to do it.
        }
    }

    private async Task OpenSocketAsync(Action<Socket?> opened)
    {
        Socket? socket = null;
        try
        {
            if (Thread is not null)
            {
                socket = await Thread.RunAsync(() =>
                {
                    using (NetworkNamespace.Enter(sockets.Runtime))
                    {
                        return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    }
                });
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The sandbox is gone, or the kernel does not say which network a socket is in: there is no way in.
        }

        opened(socket);
    }

    private async Task WatchAsync()
    {
        var status = ExitStatus.Unknown;
        try
        {
            await PumpAsync();
            status = await client.WaitAsync(id);
        }
        catch (IOException error)
        {
            failed(error.Message);
        }

        Stage?.End();
        output.End();
        exited(status);
        sockets.Dispose();
        Stage?.Dispose();
        output.Dispose();
        memory?.Dispose();
        await attached.DisposeAsync();
        await RemoveAsync();
        _ended.SetResult();
    }

    private async Task RemoveAsync()
    {
        try
        {
            await client.RemoveAsync(id);
        }
        catch (DockerException error)
        {
            // The next start of a server on this folder removes it.
            failed(error.Message);
        }
    }

    // Closing its standard input ends it at once; the signal is for an init that could not read that.
    private async Task KillAsync()
    {
        try
        {
            await attached.DisposeAsync();
            await client.KillAsync(id);
        }
        catch (DockerException)
        {
            // It has ended already.
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (Stage is null)
        {
            output.Write(bytes);
        }
        else
        {
            Stage.Take(bytes);
        }
    }

    // Frames of both outputs: the kind, three zero bytes, four bytes of length, then so many bytes.
    private async Task PumpAsync()
    {
        var head = new byte[8];
        var buffer = new byte[32 * 1024];
        try
        {
            while (await attached.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) == head.Length)
            {
                for (var left = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)); left > 0;)
                {
                    var read = await attached.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, (uint)buffer.Length)));
                    if (read == 0)
                    {
                        return;
                    }

                    Take(buffer.AsSpan(0, read));
                    left -= (uint)read;
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Killed, or the engine went away; how it ended is asked next.
        }
    }
}
