using System.Globalization;
using System.Net.Sockets;

namespace Gatehouse.Sandbox;

/// <summary>Where functions reach this server from inside their sandboxes.</summary>
/// <param name="Port">On 127.0.0.1, which is the sandbox's own; functions find it in <c>AWS_ENDPOINT_URL</c>.</param>
/// <param name="Connected">Takes each connection, and disposes it. All of them are a function's, whatever they say.</param>
public sealed record ServerEndpoint(int Port, Action<Socket> Connected)
{
    /// <summary>What functions are told in <c>AWS_ENDPOINT_URL</c>.</summary>
    internal string InSandbox => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");
}
