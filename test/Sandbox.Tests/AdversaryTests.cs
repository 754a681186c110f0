using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>Functions that mean harm, in sandboxes as they are for all functions.</summary>
public sealed class AdversaryTests(AdversaryTests.Victim victim) : IClassFixture<AdversaryTests.Victim>
{
    [Theory]
    [InlineData("mount", "EPERM")]
    [InlineData("remount", "EPERM")]
    [InlineData("umount", "EPERM")]
    [InlineData("fsopen", "EPERM")]
    [InlineData("open_tree", "EPERM")]
    [InlineData("pivot_root", "EPERM")]
    [InlineData("chroot", "EPERM")]
    [InlineData("mknod", "EPERM")]
    [InlineData("init_module", "EPERM")]
    [InlineData("finit_module", "EPERM")]
    [InlineData("kexec", "EPERM")]
    [InlineData("reboot", "EPERM")]
    [InlineData("bpf", "EPERM")]
    [InlineData("perf", "EPERM")]
    [InlineData("swapon", "EPERM")]
    [InlineData("clock", "EPERM")]
    [InlineData("hostname", "EPERM")]
    [InlineData("by_handle", "EPERM")]
    [InlineData("keyctl", "EPERM")]
    [InlineData("setns", "EPERM")]
    [InlineData("unshare_net", "EPERM")]
    [InlineData("unshare_time", "EPERM")]
    [InlineData("clone", "EPERM")]
    [InlineData("terminal", "EPERM")]
    [InlineData("raw", "EPERM")]
    [InlineData("raw6", "EPERM")]
    [InlineData("packet", "EAFNOSUPPORT")]
    [InlineData("vsock", "EAFNOSUPPORT")]
    [InlineData("alg", "EAFNOSUPPORT")]
    [InlineData("clone3", "ENOSYS")]
    [InlineData("tomorrow", "ENOSYS")] // a call that these tables do not know yet
    [InlineData("setuid", "EINVAL")] // there is no root inside
    [InlineData("nofile", "EPERM")]
    public async Task AnAttackOnTheKernel_IsRefused(string attack, string error) => Assert.Equal(error, await victim.AttackAsync(attack));

    // These go through where only namespaces and lost capabilities stand in the way.
    [Theory]
    [InlineData("ptrace", "EPERM")]
    [InlineData("process_vm_readv", "EPERM")]
    [InlineData("personality", "EPERM")]
    [InlineData("add_key", "EPERM")]
    [InlineData("uevent", "EPERM")]
    [InlineData("unshare", "EPERM")]
    [InlineData("io_uring", "ENOSYS")]
    [InlineData("userfaultfd", "EPERM")]
    public async Task AnAttackThatOnlyTheFilterStops_IsRefused(string attack, string error)
    {
        Assert.Equal(error, await victim.AttackAsync(attack));
        Assert.Equal("done", victim.AttackWithoutFilter(attack));
    }

    [Theory]
    [InlineData("route")] // how libc and Go list addresses
    [InlineData("udp")]
    [InlineData("unix")]
    [InlineData("threads")] // unshare without a namespace
    [InlineData("exec_memory")] // what every just-in-time compiler does
    public async Task WhatRuntimesNeed_IsPermitted(string what) => Assert.Equal("done", await victim.AttackAsync(what));

    [Fact]
    public async Task OtherSandboxesAndTheirProcesses_CannotBeSeenOrSignalled()
    {
        var neighbour = await victim.Machine.OpenAsync();
        await neighbour.CallAsync("write", "/tmp/secret");
        var pool = await victim.Machine.OpenAsync();
        await pool.CallAsync("x");

        foreach (var id in Leftovers.Processes(victim.Machine.Folder).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Where(id => id > 10).Append(Environment.ProcessId))
        {
            Assert.Equal("ESRCH", (await pool.CallAsync("attack", $"kill {id}")).Text);
            Assert.Equal("ENOENT", (await pool.CallAsync("list", $"/proc/{id}/root/tmp")).Text);
        }

        Assert.Equal("ENOENT", (await pool.CallAsync("read", "/tmp/secret")).Text);
        await neighbour.RetireAsync();
    }

    [Fact]
    public async Task TheDataFolder_IsNowhereInside()
    {
        var pool = await victim.Machine.OpenAsync();

        Assert.True(Directory.Exists(victim.Machine.LayersFolder));
        Assert.Equal("ENOENT", (await pool.CallAsync("list", victim.Machine.LayersFolder)).Text);
        Assert.Equal("ENOENT", (await pool.CallAsync("list", "/mnt")).Text);
        Assert.DoesNotContain(victim.Machine.Folder, (await pool.CallAsync("read", "/proc/self/mountinfo")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(victim.Machine.Folder, (await pool.CallAsync("read", "/proc/1/cmdline")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheMachinesPortsAndSockets_AreOutOfReach()
    {
        using var server = new TcpListener(IPAddress.Any, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        var name = $"gatehouse-{Guid.NewGuid():N}";
        using var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        local.Bind(new UnixDomainSocketEndPoint("\0" + name));
        local.Listen();

        Assert.Equal("ECONNREFUSED", await victim.AttackAsync($"connect 127.0.0.1:{port}"));
        Assert.Equal("ENETUNREACH", await victim.AttackAsync($"connect 169.254.169.254:{port}"));
        Assert.Equal("ENETUNREACH", await victim.AttackAsync($"connect 10.0.0.1:{port}"));
        Assert.Equal("ECONNREFUSED", await victim.AttackAsync($"abstract {name}"));

        // From outside both are there.
        using var outside = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await outside.ConnectAsync(new UnixDomainSocketEndPoint("\0" + name), TestContext.Current.CancellationToken);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ARuntimeApi_AnswersForItsOwnSandboxOnly()
    {
        var machine = victim.Machine;
        var neighbour = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });
        using var pending = neighbour.Begin("11111111-1111-4111-8111-111111111111");
        pending.Event.Write("""{"pause":"400"}"""u8);
        var running = pending.SendAsync(default);
        var pool = await machine.OpenAsync();

        var stolen = await pool.CallAsync("raw", "POST /2018-06-01/runtime/invocation/11111111-1111-4111-8111-111111111111/response HTTP/1.1~Content-Length: 2~~{}");

        Assert.Equal("HTTP/1.1 400 Bad Request", stolen.Text);
        Assert.Equal(InvocationOutcome.Replied, await running);
        Assert.Equal("null", System.Text.Encoding.UTF8.GetString(pending.Reply.Span));
    }

    [Fact]
    public async Task ProcessesThatIgnoreEverySignal_EndWithTheTimeout()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(1) });
        var call = pool.CallAsync("swarm");
        await Eventually.True(() => Leftovers.Processes(machine.Folder).Length > 20);

        Assert.Equal("Sandbox.Timedout", (await call).ErrorType);

        await Eventually.True(() => Leftovers.Processes(machine.Folder).Length == 0 && Leftovers.Groups(machine.Folder).Length == 0);
    }

    [Fact]
    public async Task AChildThatTakesAllMemory_EndsAndItsNeighboursGoOn()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var neighbour = await machine.OpenAsync();
        await neighbour.CallAsync("x");
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        // Version 2 of control groups ends the whole sandbox, version 1 the process alone.
        var answer = await pool.CallAsync("glutton");

        Assert.True(answer.Text == "9" || answer.ErrorType == "Runtime.ExitError", answer.Text);
        Assert.Equal(InvocationOutcome.Replied, (await neighbour.CallAsync("x")).Outcome);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }

    [Fact]
    public async Task TemporaryFiles_CountAsMemory()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { EphemeralStorageMegabytes = 512, MemoryMegabytes = 128, Timeout = TimeSpan.FromSeconds(20) });

        Assert.Equal("Runtime.ExitError", (await pool.CallAsync("fill")).ErrorType);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }

    [Fact]
    public async Task AProgramWithTheSetUserBit_StaysTheFunction()
    {
        var image = new TestImage { EntryPoint = ["/actor"] };
        image.Layer(tar => tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "actor")
        {
            Mode = UnixFileMode.SetUser | UnixFileMode.SetGroup | (UnixFileMode)0x1ED,
            DataStream = new MemoryStream(Tools.Actor),
        }));
        await using var machine = Machine.Start(image);

        Assert.Equal("993", (await (await machine.OpenAsync()).CallAsync("euid")).Text);
    }

    [Fact]
    public async Task CallsOfAnotherNumbering_AreRefused()
    {
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            Assert.Equal("ENOSYS", await victim.AttackAsync("x32"));
        }

        Assert.Contains("Seccomp:\t2", (await (await victim.Machine.OpenAsync()).CallAsync("read", "/proc/self/status")).Text, StringComparison.Ordinal);
    }

    /// <summary>One sandbox that is attacked again and again, from inside.</summary>
    public sealed class Victim : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private FunctionPool _pool = null!;

        internal Machine Machine { get; } = Machine.Start(TestImage.Actor());

        public async ValueTask InitializeAsync()
        {
            _pool = await Machine.OpenAsync();
            await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "actor"), Tools.Actor);
            Tools.Run("chmod", "-R", "a+rx", _folder.Path);
        }

        internal async Task<string> AttackAsync(string attack) => (await _pool.CallAsync("attack", attack)).Text;

        /// <summary>The same program in bubblewrap's namespaces alone.</summary>
        internal string AttackWithoutFilter(string attack) =>
            Tools.Run("bwrap", "--unshare-all", "--cap-drop", "ALL", "--ro-bind", _folder.Path, "/", "/actor", "attack", attack).Trim();

        public async ValueTask DisposeAsync()
        {
            await Machine.DisposeAsync();
            _folder.Dispose();
        }
    }
}
