using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>Finds out whether an engine is there that can run functions, and how.</summary>
internal static class DockerTrial
{
    // An engine on this machine answers in milliseconds; one that is started by its socket takes a second.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TrialLimit = TimeSpan.FromSeconds(60);

    internal static RunnerTrial Run(SandboxOptions options, ControlGroups groups, Hierarchy hierarchy, Reactor reactor, ILogger logger)
    {
        if (options.Network != FunctionNetwork.None)
        {
            return RunnerTrial.Failed("containers of an engine get no network but their own loopback; leave out --function-network, or take another runner");
        }

        var (address, refusal) = DockerAddress.Find(options.DockerHost);
        if (address is null)
        {
            return RunnerTrial.Failed(refusal);
        }

        // Once at a start, before anything is served.
        var trial = Task.Run(() => RunAsync(options, address, groups, hierarchy, reactor, logger));
        return trial.WaitAsync(TrialLimit).ContinueWith(
            ended => ended.IsCompletedSuccessfully
                ? ended.GetAwaiter().GetResult()
                : RunnerTrial.Failed($"the engine at {address.Text} did not run an empty sandbox: {ended.Exception?.InnerException?.Message ?? "no answer"}"),
            TaskScheduler.Default).GetAwaiter().GetResult();
    }

    private static async Task<RunnerTrial> RunAsync(SandboxOptions options, DockerAddress address, ControlGroups groups, Hierarchy hierarchy, Reactor reactor, ILogger logger)
    {
        var client = new DockerClient(address);
        string version;
        try
        {
            version = await client.ReadVersionAsync(AnswerLimit);
        }
        catch (IOException error)
        {
            client.Dispose();
            return RunnerTrial.Failed(error.Message);
        }

        var runner = new DockerRunner(options, client, groups, hierarchy, reactor, logger);
        try
        {
            var network = await runner.OpenAsync(() => ShareAsync(client, address));
            return new RunnerTrial(runner, $"{version} at {address.Text}", [.. NotEnforced(network)]);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            runner.Dispose();
            return RunnerTrial.Failed(error.Message);
        }
    }

    private static IEnumerable<string> NotEnforced(DockerNetwork network)
    {
        yield return "sandboxes are not frozen between invocations";
        yield return "functions are a user of the engine's machine (993), with no user namespace between unless the engine makes one";
        if (network.ListenAddress is { } address)
        {
            yield return $"functions reach the network '{network.Name}' of the engine and what lies behind it; "
                + $"each Runtime API is a port at {address}, open to every program that reaches this address, other functions included";
        }
    }

    // The engine is elsewhere, or this server may not step into its containers' networks.
    private static async Task<DockerNetwork> ShareAsync(DockerClient client, DockerAddress address)
    {
        if (address.EndPoint is not UnixDomainSocketEndPoint)
        {
            await using var connection = (NetworkStream)await address.ConnectAsync(CancellationToken.None);
            var local = ((IPEndPoint)connection.Socket.LocalEndPoint!).Address;
            local = local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local;
            if (!IPAddress.IsLoopback(local))
            {
                return DockerNetwork.Shared(local, isReachedByAddress: true);
            }
        }

        // Docker Desktop forwards its name for the host to loopback; a Linux engine, to the gateway of its bridge.
        var gateway = await client.FindGatewayAsync();
        return gateway is not null && IsOfThisMachine(gateway)
            ? DockerNetwork.Shared(gateway, isReachedByAddress: true)
            : DockerNetwork.Shared(IPAddress.Loopback, isReachedByAddress: false);
    }

    private static bool IsOfThisMachine(IPAddress address) =>
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Any(unicast => unicast.Address.Equals(address));
}
