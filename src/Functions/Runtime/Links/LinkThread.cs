namespace Gatehouse.Functions.Runtime.Links;

/// <summary>
/// Waits on a link for a loop that is on the thread pool, whose threads must not be blocked. The loop then goes on here, where it may
/// block, until a handler moves it to the pool again.
/// </summary>
internal sealed class LinkThread(FunctionLink link) : IDisposable
{
    private readonly AutoResetEvent _wanted = new(initialState: false);
    private TaskCompletionSource<int>? _received;
    private Memory<byte> _target;
    private Thread? _thread;
    private volatile bool _disposed;

    public Task<int> ReceiveAsync(Memory<byte> target)
    {
        // Its continuation runs where it is completed.
        var received = new TaskCompletionSource<int>();
        (_received, _target) = (received, target);
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "runtime link" };
            _thread.Start();
        }

        _wanted.Set();
        return received.Task;
    }

    public void Dispose()
    {
        _disposed = true;
        _wanted.Set();
    }

    private void Run()
    {
        while (true)
        {
            _wanted.WaitOne();
            if (_disposed)
            {
                break;
            }

            _received!.SetResult(link.Receive(_target.Span));
        }

        _wanted.Dispose();
    }
}
