using System.Net;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>How containers reach their Runtime API.</summary>
/// <param name="Name">What the engine calls the network.</param>
/// <param name="ListenAddress">Where this server listens, with a port for each sandbox; null when it listens inside each sandbox's own network.</param>
/// <param name="Host">The name of <paramref name="ListenAddress"/> inside.</param>
internal sealed record DockerNetwork(string Name, IPAddress? ListenAddress, string Host)
{
    private const string RuntimeVariable = "AWS_LAMBDA_RUNTIME_API";
    private const string ServerVariable = "AWS_ENDPOINT_URL";
    private const string HostName = "host.docker.internal";

    /// <summary>A network with loopback alone, which the server steps into.</summary>
    internal static DockerNetwork Own { get; } = new("none", null, "");

    /// <summary>A network of the engine's, with a port of this server's for each sandbox.</summary>
    internal static DockerNetwork Shared(IPAddress listen, bool isReachedByAddress) => new("bridge", listen, isReachedByAddress ? listen.ToString() : HostName);

    internal bool IsOwn => ListenAddress is null;

    /// <summary>Docker Desktop knows this name by itself, Linux engines when they are told.</summary>
    internal string? ExtraHost => Host == HostName ? $"{HostName}:host-gateway" : null;

    internal SandboxSockets? Listen(ServerEndpoint? server) =>
        ListenAddress is null ? null : SandboxSockets.Listen(new IPEndPoint(ListenAddress, 0), server is null ? null : new IPEndPoint(ListenAddress, 0));

    /// <summary>The command with the addresses that hold on this network.</summary>
    internal SandboxCommand Address(SandboxCommand command, SandboxSockets? sockets)
    {
        if (sockets is null)
        {
            return command;
        }

        var server = sockets.Server?.LocalEndPoint is IPEndPoint endpoint ? $"http://{Host}:{endpoint.Port}" : null;
        return command with
        {
            Environment =
            [
                .. command.Environment.Select(variable => variable.Key switch
                {
                    RuntimeVariable => new(RuntimeVariable, $"{Host}:{((IPEndPoint)sockets.Runtime.LocalEndPoint!).Port}"),
                    ServerVariable when server is not null && variable.Value.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) => new(ServerVariable, server),
                    _ => variable,
                }),
            ],
        };
    }
}
