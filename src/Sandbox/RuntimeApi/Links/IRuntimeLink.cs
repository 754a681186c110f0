namespace Gatehouse.Sandbox.RuntimeApi.Links;

/// <summary>What the bytes of one runtime come and go over.</summary>
internal interface IRuntimeLink : IDisposable
{
    /// <summary>The next bytes; zero when the runtime has hung up. One at a time.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> target);

    /// <summary>Sends some of these bytes and answers how many. One at a time; beside a receive.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The runtime has hung up.</exception>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Nothing more is sent; what the runtime still says is received.</summary>
    void EndSending();
}
