using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Server.Admin;
using Gatehouse.Server.Certificates;
using Gatehouse.Server.DataFolder;
using Gatehouse.Server.Listening;
using Gatehouse.Server.Logging;
using Gatehouse.Server.Options;
using Microsoft.Extensions.Hosting;

namespace Gatehouse.Server;

/// <summary>The life of <c>gatehouse serve</c>, from its arguments to its exit code.</summary>
internal static class Serving
{
    /// <summary>The promised five seconds from SIGTERM to the end, less what the process itself needs to go.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(4.6);

    /// <summary>What remains of it after <see cref="WebServer.Drain"/> at least.</summary>
    private static readonly TimeSpan ShortestCleanUp = TimeSpan.FromSeconds(1.5);

    public static async Task<int> RunAsync(string[] arguments)
    {
        InlineSockets.Prefer();

        var (options, errors) = ServeArguments.Parse(arguments);
        if (options is null)
        {
            foreach (var error in errors)
            {
                await Console.Error.WriteLineAsync($"gatehouse serve: {error}");
            }

            await Console.Error.WriteLineAsync("Run 'gatehouse serve --help' for the options.");
            return 2;
        }

        try
        {
            return await RunAsync(options);
        }
        catch (Exception failure) when (failure is StartException or RunnerUnavailableException)
        {
            await Console.Error.WriteLineAsync($"gatehouse serve: {failure.Message}");
            return 1;
        }
    }

    private static async Task<int> RunAsync(ServerOptions options)
    {
        // 1. Own the folder, then the port: either may belong to another process.
        using var folder = LockedFolder.Open(options.Data);
        await using var port = SharedPort.Bind(options.Listen);
        if (options.Listen.IsBeyondLoopback)
        {
            await Console.Error.WriteLineAsync(
                $"Warning: {Text(port.Address)} can be reached from other machines. Calls to the control plane are not authenticated by default.");
        }

        if (options.HasTestClock)
        {
            await Console.Error.WriteLineAsync(
                "Warning: this server has a test clock. Whoever can call it can move its time, and with it quotas, throttles and the expiry of tokens.");
        }

        if (options.FunctionNetwork == FunctionNetwork.Host)
        {
            await Console.Error.WriteLineAsync(
                "Warning: functions share this machine's network. They reach every service on it, those on loopback and on abstract sockets included, and what is the owner's of this server.");
        }
        else if (options.FunctionNetwork == FunctionNetwork.Nat)
        {
            await Console.Error.WriteLineAsync("Warning: functions reach whatever this machine reaches, but for its loopback and link-local addresses.");
        }

        // 2. Everything that answers. The sockets listen already, so early callers wait instead of being refused.
        using var certificates = new HostCertificates(Path.Combine(folder.Path, "ca"), TimeProvider.System);
        var health = new Health();
        health.Add("tls", () => PartHealth.Ready);
        using var logs = new StandardErrorLogs();
        var tls = Task.CompletedTask;
        var stopping = 0L;
        var composition = await Composition.BuildAsync(options, folder.Path, new ServerEndpoint(port.Address.Port, port.Take), health, logs.Factory, CancellationToken.None);
        try
        {
            // 3. Kestrel in front of it.
            var edge = new AdminEndpoints(health, certificates, composition.Handle);
            await using var web = WebServer.Build(port, certificates, edge.HandleAsync, logs);
            web.Lifetime.ApplicationStopping.Register(() => stopping = TimeProvider.System.GetTimestamp());
            web.Lifetime.ApplicationStopping.Register(composition.EndStreams);
            await web.StartAsync();
            await Console.Out.WriteLineAsync($"Gatehouse {Cli.Product.Version} is ready on {Text(port.Address)} (data: {folder.Description}, functions: {health.FunctionRunner.Name ?? "NONE"}{Network(options.FunctionNetwork)}{(options.HasTestClock ? ", TEST CLOCK" : "")})");
            tls = PrepareTlsAsync(certificates, health);

            // 4. Until a signal; then requests in flight have their time.
            await web.WaitForShutdownAsync(CancellationToken.None);
        }
        finally
        {
            var left = stopping == 0 ? ShortestCleanUp : LongestEnd - TimeProvider.System.GetElapsedTime(stopping);
            await DisposeInTimeAsync(composition, left > ShortestCleanUp ? left : ShortestCleanUp);

            // It writes into the folder, which may go with this process: a matter of milliseconds after the start.
            await tls;
        }

        return 0;
    }

    private static async Task DisposeInTimeAsync(Composition composition, TimeSpan limit)
    {
        try
        {
            await composition.DisposeAsync().AsTask().WaitAsync(limit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync("Warning: cleaning up took too long and was given up; the next start does the rest.");
        }
    }

    private static async Task PrepareTlsAsync(HostCertificates certificates, Health health)
    {
        if (await certificates.PrepareAsync() is { } failure)
        {
            health.Add("tls", () => new PartHealth(IsReady: false, failure));
            await Console.Error.WriteLineAsync($"Warning: there is no TLS. {failure}");
        }
    }

    private static string Network(FunctionNetwork network) => network switch
    {
        FunctionNetwork.Nat => ", functions' network: nat",
        FunctionNetwork.Host => ", functions' network: HOST",
        _ => "",
    };

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
