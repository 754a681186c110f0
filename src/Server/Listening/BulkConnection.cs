using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Gatehouse.Server.Listening;

/// <summary>
/// A connection for bodies of any size. Kestrel's own reads its socket into pieces of 4 KiB, which suits requests; a layer of 200 MB
/// comes in 50,000 of them. This one reads 128 KiB at once, and holds no memory while its client is silent.
/// </summary>
internal sealed class BulkConnection : DefaultConnectionContext
{
    private const int PieceBytes = 128 << 10;

    // Less room than this in the last piece is left unused: a read costs the same whether it brings much or little.
    private const int LeastBytes = 16 << 10;

    private static readonly PipeOptions Pieces = new(
        MemoryPool<byte>.Shared, PipeScheduler.ThreadPool, PipeScheduler.ThreadPool, pauseWriterThreshold: 8 * PieceBytes, resumeWriterThreshold: 4 * PieceBytes, PieceBytes, useSynchronizationContext: false);

    private readonly Socket _socket;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _receiving;
    private readonly Task _sending;

    /// <param name="socket">Belongs to the connection from now on.</param>
    internal BulkConnection(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        var (incoming, outgoing) = (new Pipe(Pieces), new Pipe(Pieces));
        Transport = new Ends(incoming.Reader, outgoing.Writer);
        _receiving = Task.Run(() => ReceiveAsync(incoming.Writer));
        _sending = Task.Run(() => SendAsync(outgoing.Reader));
    }

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Dispose();

    /// <summary>What was written still goes out; then the socket closes.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync();
        await Transport.Input.CompleteAsync();
        await _sending;
        _socket.Dispose();
        await _receiving;
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private async Task ReceiveAsync(PipeWriter writer)
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                // Receives nothing, and ends when there is something to receive.
                await _socket.ReceiveAsync(Memory<byte>.Empty);
                if (!Thread.CurrentThread.IsThreadPoolThread)
                {
                    // The thread that polls all sockets has better to do than to copy layers.
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                }

                var count = await _socket.ReceiveAsync(writer.GetMemory(LeastBytes));
                if (count == 0)
                {
                    break;
                }

                writer.Advance(count);
                if ((await writer.FlushAsync()).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (SocketException lost)
        {
            failure = new ConnectionResetException(lost.Message, lost);
        }
        catch (ObjectDisposedException)
        {
            failure = new ConnectionAbortedException();
        }
        finally
        {
            await writer.CompleteAsync(failure);
            await _closed.CancelAsync();
        }
    }

    private async Task SendAsync(PipeReader reader)
    {
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync();
                foreach (var piece in read.Buffer)
                {
                    await _socket.SendAsync(piece);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception lost) when (lost is SocketException or ObjectDisposedException)
        {
            // The client is gone: whoever writes finds the pipe closed.
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
