using System.Net.Sockets;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>Delivers batches as lines of JSON over one connection that stays open.</summary>
internal sealed class TcpDestination(ISandboxProcess process, TelemetrySubscription subscription) : ITelemetryDestination
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private Socket? _socket;
    private bool _ended;

    public async Task<bool> TrySendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_patience);
        try
        {
            var socket = _socket ??= await InnerConnection.OpenAsync(process, subscription.Port, limit.Token);
            ReadOnlyMemory<byte> rest = Lines(events);
            while (rest.Length > 0 && !Volatile.Read(ref _ended))
            {
                rest = rest[await socket.SendAsync(rest, limit.Token)..];
            }

            return rest.Length == 0;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // A batch that was cut off is sent again whole: nobody can say how much of it was read.
            _socket?.Dispose();
            _socket = null;
            return false;
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _ended, true);
        _socket?.Dispose();
    }

    private static byte[] Lines(IReadOnlyList<byte[]> events)
    {
        var bytes = new byte[events.Sum(item => item.Length + 1)];
        var length = 0;
        foreach (var item in events)
        {
            item.CopyTo(bytes, length);
            length += item.Length;
            bytes[length++] = (byte)'\n';
        }

        return bytes;
    }
}
