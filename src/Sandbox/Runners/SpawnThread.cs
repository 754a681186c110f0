using System.Net.Sockets;
using System.Threading.Channels;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>
/// The one thread that starts processes. It has its own mount namespace, so overlays vanish with the server however it ends,
/// and it lives as long as the engine, because a child's "die with parent" follows the thread that forked it.
/// </summary>
internal sealed class SpawnThread : IDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly Thread _thread;

    internal SpawnThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "sandbox spawner" };
        _thread.Start();
    }

    /// <summary>Runs on the thread; false once the thread is ending.</summary>
    internal bool Post(Action work) => _work.Writer.TryWrite(work);

    /// <summary>Runs on the thread, for those who wait for what comes of it.</summary>
    internal Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = Post(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
            {
                result.SetException(error);
            }
        });
        return posted ? result.Task : Task.FromException<T>(new IOException("the server is stopping"));
    }

    /// <summary>Starts a sandbox on the thread and tells the callbacks how that went; false once the thread is ending.</summary>
    internal bool Start(SandboxCallbacks callbacks, Func<ISandboxProcess> spawn) => Post(() =>
    {
        try
        {
            callbacks.Started(spawn());
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            callbacks.Failed(error.Message);
        }
    });

    public void Dispose()
    {
        _work.Writer.TryComplete();
        _thread.Join(TimeSpan.FromSeconds(5));
    }

    private void Run()
    {
        YieldToServer();
        while (WaitForWork())
        {
            while (_work.Reader.TryRead(out var work))
            {
                work();
            }
        }
    }

    // What this thread starts is scheduled as it is. A function that has work does not push the server's threads aside at once, which
    // with all processors busy saves a third of the switches between them. Without it everything still runs, only not as smoothly.
    private static unsafe void YieldToServer()
    {
        const int batch = 3;
        var priority = 0;
        if (OperatingSystem.IsLinux())
        {
            _ = Libc.SetScheduler(threadId: 0, batch, &priority);
        }
    }

    // A dedicated thread may block; this is the thread's whole purpose.
#pragma warning disable CA2012
    private bool WaitForWork() => _work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore CA2012
}
