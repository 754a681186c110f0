using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>An address of this machine that is not a loopback one, for as long as a test needs it, with a name server on it.</summary>
internal sealed class LocalAddress : IDisposable
{
    // Of the range that is reserved for measuring networks; another one for tests that run beside these.
    private static readonly string Text = $"198.18.{1 + (Environment.ProcessId / 250 % 250)}.{1 + (Environment.ProcessId % 250)}";

    private readonly UdpClient _names;
    private readonly CancellationTokenSource _ended = new();

    internal LocalAddress()
    {
        Tools.Run("ip", "address", "replace", $"{Text}/32", "dev", "lo");

        // Where translators' own addresses lead when they lead out, they lead nowhere.
        Tools.Run("ip", "route", "replace", "blackhole", "10.0.2.0/24", "metric", $"{Environment.ProcessId}");
        _names = new UdpClient(new IPEndPoint(Value, 53));
        _ = AnswerAsync();
    }

    internal static IPAddress Value { get; } = IPAddress.Parse(Text);

    public void Dispose()
    {
        _ended.Cancel();
        _names.Dispose();
        _ended.Dispose();
        Tools.Run("ip", "route", "delete", "blackhole", "10.0.2.0/24", "metric", $"{Environment.ProcessId}");
        Tools.Run("ip", "address", "delete", $"{Text}/32", "dev", "lo");
    }

    // The question again, as a response with one record: this address.
    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var question = await _names.ReceiveAsync(_ended.Token);
                byte[] answer = [.. question.Buffer, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. Value.GetAddressBytes()];
                (answer[2], answer[3], answer[7]) = (0x81, 0x80, 1);
                await _names.SendAsync(answer, question.RemoteEndPoint, _ended.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }
}
