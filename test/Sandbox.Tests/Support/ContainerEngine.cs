using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Runners.Docker;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>A container engine of the tests' own, on a socket or a port and in a folder of its own.</summary>
public abstract class ContainerEngine : RunnerUnderTest
{
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    /// <summary>Where the tests reach it.</summary>
    internal abstract string Address { get; }

    internal string SocketAddress => $"unix://{PathOf("socket")}";

    internal string PortAddress { get; } = $"tcp://127.0.0.1:{FreePort()}";

    internal override bool Freezes => false;

    internal override string Name => "docker";

    internal abstract ProcessStartInfo Start();

    internal string PathOf(string name) => Path.Combine(_folder.Path, name);

    internal override SandboxOptions Configure(SandboxOptions options) => options with { Runner = "docker", DockerHost = Address };

    internal override string[] Leftovers(string folder)
    {
        var name = "gatehouse-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(folder)))[..12];
        using var client = new DockerClient(DockerAddress.Find(Address).Address!);
        return [.. client.ListContainersAsync(name + ".sandbox").GetAwaiter().GetResult()];
    }

    public override async ValueTask InitializeAsync()
    {
        var start = Start();
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        var said = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        _process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.True(() => Listens() || (_process.HasExited ? throw new InvalidOperationException(string.Join('\n', said)) : false));
        await base.InitializeAsync();
    }

    private bool Listens()
    {
        var end = DockerAddress.Find(Address).Address!.EndPoint;
        using var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(end);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_process is not null)
        {
            // Asked, not killed: a daemon ends what it has started, and takes its mounts away.
            Tools.Run("kill", "-TERM", $"{_process.Id}");
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(limit.Token);
            _process.Dispose();
        }

        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
