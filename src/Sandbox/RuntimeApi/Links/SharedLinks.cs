using System.Net.Sockets;

namespace Gatehouse.Sandbox.RuntimeApi.Links;

/// <summary>The links of all sandboxes, and the threads that wait for them: as many as the machine has processors, up to eight.</summary>
internal sealed class SharedLinks : IDisposable
{
    private const int MostLoops = 8;

    private readonly LinkLoop[] _loops = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, MostLoops)).Select(_ => new LinkLoop())];
    private uint _last;

    /// <summary>A link for the runtime at the other end of this socket, which belongs to it from then on.</summary>
    /// <exception cref="IOException">There is no memory or no descriptor left, or the runtime has gone.</exception>
    internal SharedLink Open(Socket socket) => SharedLink.Open(_loops[Interlocked.Increment(ref _last) % _loops.Length], socket);

    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }
    }
}
