using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>Where an engine listens, written as in <c>DOCKER_HOST</c>: <c>unix:///path</c> or <c>tcp://host:port</c>.</summary>
internal sealed record DockerAddress(string Text, EndPoint EndPoint)
{
    private const string UnixScheme = "unix://";

    // Docker's own socket, Docker Desktop's, and podman's for root and for a user.
    private static IEnumerable<string> UsualSockets =>
    [
        "/var/run/docker.sock",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker/run/docker.sock"),
        "/run/podman/podman.sock",
        Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/run", "podman/podman.sock"),
    ];

    /// <summary>The address that was asked for, else the environment's, else the first of the usual sockets that exists.</summary>
    internal static (DockerAddress? Address, string Refusal) Find(string? asked)
    {
        var text = asked ?? Environment.GetEnvironmentVariable("DOCKER_HOST");
        if (text is not { Length: > 0 })
        {
            return UsualSockets.FirstOrDefault(File.Exists) is { } socket
                ? (new DockerAddress(UnixScheme + socket, new UnixDomainSocketEndPoint(socket)), "")
                : (null, "no container engine listens at one of the usual sockets; start one, or name its address with --docker-host");
        }

        if (text.StartsWith(UnixScheme, StringComparison.Ordinal) && text[UnixScheme.Length..] is ['/', ..] path)
        {
            return (new DockerAddress(text, new UnixDomainSocketEndPoint(path)), "");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("tcp" or "http") || uri.Port <= 0)
        {
            return (null, $"'{text}' is not an engine's address that is understood; write unix:///path or tcp://host:port");
        }

        if (Environment.GetEnvironmentVariable("DOCKER_TLS_VERIFY") is { Length: > 0 })
        {
            return (null, "engines behind TLS are not supported; forward the engine's socket over ssh and name that");
        }

        var host = uri.IdnHost.Trim('[', ']');
        return (new DockerAddress(text, IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, uri.Port) : new DnsEndPoint(host, uri.Port)), "");
    }

    internal async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = EndPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(EndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
