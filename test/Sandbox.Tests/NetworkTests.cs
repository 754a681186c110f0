using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Networking;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>What functions reach, by the network that the server's owner has chosen for them.</summary>
public sealed class NetworkTests(NetworkTests.Neighbourhood near) : IClassFixture<NetworkTests.Neighbourhood>
{
    [Theory]
    [InlineData(FunctionNetwork.None, "", "ENETUNREACH", "ECONNREFUSED")]
    [InlineData(FunctionNetwork.Nat, "slirp4netns", "done", "ECONNREFUSED")]
    [InlineData(FunctionNetwork.Nat, "pasta", "done", "ECONNREFUSED")]
    [InlineData(FunctionNetwork.Host, "", "done", "done")]
    public async Task AFunction_ReachesWhatItsNetworkPermits(FunctionNetwork network, string translator, string outside, string loopback)
    {
        await using var machine = Start(network, translator);
        var pool = await machine.OpenAsync();

        Assert.Equal(outside, (await pool.CallAsync("attack", $"connect {LocalAddress.Value}:{near.OutsidePort}")).Text);
        Assert.Equal(loopback, (await pool.CallAsync("attack", $"connect 127.0.0.1:{near.LoopbackPort}")).Text);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }

    [Theory]
    [InlineData("crun", FunctionNetwork.Nat, "done", "ECONNREFUSED")]
    [InlineData("runc", FunctionNetwork.Nat, "done", "ECONNREFUSED")]
    [InlineData("crun", FunctionNetwork.Host, "done", "done")]
    public async Task ASandboxOfAnOciRuntime_HasTheSameNetworks(string runtime, FunctionNetwork network, string outside, string loopback)
    {
        await using var machine = Machine.Start(TestImage.Actor(), configure: options => options with { Network = network, Runner = "oci", OciRuntime = runtime });
        var pool = await machine.OpenAsync();

        Assert.Equal(outside, (await pool.CallAsync("attack", $"connect {LocalAddress.Value}:{near.OutsidePort}")).Text);
        Assert.Equal(loopback, (await pool.CallAsync("attack", $"connect 127.0.0.1:{near.LoopbackPort}")).Text);
        await pool.CallAsync("exit", "1");
        await Eventually.True(() => Leftovers.Processes(machine.Folder).Length == 0);
    }

    [Theory]
    [InlineData("slirp4netns")]
    [InlineData("pasta")]
    public async Task BehindNat_TheMachinesLoopbackServicesAndItsCloudAreOutOfReach(string translator)
    {
        await using var machine = Start(FunctionNetwork.Nat, translator);
        var pool = await machine.OpenAsync();
        near.Forget();

        // The translator's own addresses: its gateway, and its name server, which stands for the machine's.
        await pool.CallAsync("attack", $"connect 10.0.2.2:{near.LoopbackPort}");
        await pool.CallAsync("attack", $"connect 10.0.2.3:{near.LoopbackPort}");
        Assert.Equal("EHOSTUNREACH", (await pool.CallAsync("attack", "connect 169.254.169.254:80")).Text);

        Assert.Equal(0, near.Visits);
    }

    [Theory]
    [InlineData("slirp4netns")]
    [InlineData("pasta")]
    public async Task BehindNat_NothingIsLeftOfASandboxThatEnded(string translator)
    {
        await using var machine = Start(FunctionNetwork.Nat, translator);
        var pool = await machine.OpenAsync();
        await pool.CallAsync("x");
        Assert.Contains(Leftovers.Groups(machine.Folder), group => group.Contains("-network-", StringComparison.Ordinal));

        await pool.CallAsync("exit", "1");

        await Eventually.True(() => Leftovers.Processes(machine.Folder).Length == 0 && Leftovers.Groups(machine.Folder).Length == 0);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }

    [Fact]
    public async Task ASandboxThatLosesItsTranslator_EndsAndTheNextCallHasAnother()
    {
        await using var machine = Start(FunctionNetwork.Nat, "slirp4netns");
        var pool = await machine.OpenAsync();
        await pool.CallAsync("x");
        var translator = Leftovers.Groups(machine.Folder).First(group => group.Contains("-network-", StringComparison.Ordinal));

        Tools.Run("kill", "-KILL", File.ReadAllLines(Path.Combine(translator, "cgroup.procs"))[0]);

        await Eventually.True(() => pool.Sandboxes == 0);
        Assert.Contains("A sandbox has no network, and is ended", machine.ServerLog.Text, StringComparison.Ordinal);
        Assert.Equal("done", (await pool.CallAsync("attack", $"connect {LocalAddress.Value}:{near.OutsidePort}")).Text);
    }

    [Fact]
    public async Task AKilledServer_TakesFrozenSandboxesAndTheirTranslatorsWithIt()
    {
        using var folder = new TemporaryFolder();
        using var server = await KillableServer.StartAsync(folder.Path, work: null, FunctionNetwork.Nat);
        await Eventually.True(() => Leftovers.Frozen(folder.Path) == 1);

        server.Kill();

        await Eventually.True(() => Leftovers.Processes(folder.Path).Length == 0);
    }

    [Theory]
    [InlineData(FunctionNetwork.Nat)]
    [InlineData(FunctionNetwork.Host)]
    public async Task Names_AreResolvedByTheMachinesNameServer(FunctionNetwork network)
    {
        // A copy of /etc with another resolv.conf, for this server alone.
        var elsewhere = $"cp -r /etc \"$0\" && echo nameserver {LocalAddress.Value} > \"$0/resolv.conf\" && mount --bind \"$0\" /etc && exec \"$@\"";
        using var copy = new TemporaryFolder();
        using var server = new CommandedServer(network, "unshare", "--mount", "sh", "-c", elsewhere, Path.Combine(copy.Path, "etc"));

        Assert.DoesNotContain("cannot run", await server.HearAsync(), StringComparison.Ordinal);

        Assert.Equal($"Replied {LocalAddress.Value}", await server.AskAsync("resolve", "jobs.example.com"));
    }

    [Theory]
    [InlineData(FunctionNetwork.Nat)]
    [InlineData(FunctionNetwork.Host)]
    public async Task AServerWithoutRoot_HasTheSameNetworks(FunctionNetwork network)
    {
        // As this device is on most machines, but not on every one that tests run on.
        const string open = "mount -t tmpfs none /dev/net && mknod -m 666 /dev/net/tun c 10 200 && exec \"$@\"";
        using var server = new CommandedServer(network, ["unshare", "--mount", "sh", "-c", open, "sh", .. CommandedServer.Unprivileged]);
        Assert.DoesNotContain("cannot run", await server.HearAsync(), StringComparison.Ordinal);

        Assert.Equal("Replied done", await server.AskAsync("attack", $"connect {LocalAddress.Value}:{near.OutsidePort}"));
    }

    [Fact]
    public async Task InTheMachinesNetwork_NobodyElseSpeaksForARuntime()
    {
        await using var machine = Start(FunctionNetwork.Host, "");
        var pool = await machine.OpenAsync();
        var neighbour = await machine.OpenAsync();
        var api = IPEndPoint.Parse((await pool.CallAsync("env", "AWS_LAMBDA_RUNTIME_API")).Text);

        using var outsider = new TcpClient();
        await outsider.ConnectAsync(api, TestContext.Current.CancellationToken);
        var heard = await outsider.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Equal(0, heard);
        Assert.Equal("closed", (await neighbour.CallAsync("speak", $"{api.Port}")).Text);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
        Assert.Equal(1, pool.Sandboxes);
    }

    [Fact]
    public async Task InTheMachinesNetwork_AFunctionReachesTheServerThroughASocketOfItsOwn()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        var taken = 0;
        await using var machine = Machine.Start(TestImage.Actor(), configure: options => options with
        {
            Network = FunctionNetwork.Host,
            Server = new ServerEndpoint(port, socket =>
            {
                taken++;
                socket.Send("hello"u8);
                socket.Dispose();
            }),
        });
        var pool = await machine.OpenAsync();

        Assert.Equal("hello", (await pool.CallAsync("fetch")).Text);
        Assert.Equal(1, taken);
    }

    [Fact]
    public void WithoutATranslator_NatIsRefusedWithTheWayOut()
    {
        var refused = Assert.Throws<RunnerUnavailableException>(() => Machine.Start(
            TestImage.Actor(), configure: options => options with { Network = FunctionNetwork.Nat, Translators = ["no-such-translator"] }));

        Assert.Equal(Translator.Missing, refused.Message);
    }

    private static Machine Start(FunctionNetwork network, string translator) =>
        Machine.Start(TestImage.Actor(), configure: options => options with { Network = network, Translators = [translator] });

    /// <summary>A service on an outside address of this machine, and one on its loopback.</summary>
    public sealed class Neighbourhood : IDisposable
    {
        private readonly LocalAddress _address = new();
        private readonly TcpListener _outside = new(LocalAddress.Value, 0);
        private readonly TcpListener _loopback = new(IPAddress.Loopback, 0);
        private int _visits;

        public Neighbourhood()
        {
            _outside.Start();
            _loopback.Start();
            _ = CountAsync();
        }

        internal int OutsidePort => ((IPEndPoint)_outside.LocalEndpoint).Port;

        internal int LoopbackPort => ((IPEndPoint)_loopback.LocalEndpoint).Port;

        internal int Visits => Volatile.Read(ref _visits);

        internal void Forget() => Volatile.Write(ref _visits, 0);

        public void Dispose()
        {
            _outside.Dispose();
            _loopback.Dispose();
            _address.Dispose();
        }

        private async Task CountAsync()
        {
            try
            {
                while (true)
                {
                    (await _loopback.AcceptSocketAsync()).Dispose();
                    Interlocked.Increment(ref _visits);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The tests are over.
            }
        }
    }
}
