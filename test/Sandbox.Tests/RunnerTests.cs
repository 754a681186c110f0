using System.Diagnostics;
using Gatehouse.Sandbox.Runners;
using Gatehouse.Sandbox.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Sandbox.Tests;

public sealed class BubblewrapTests(BubblewrapTests.Bubblewrap runner) : RunnerContractTests(runner), IClassFixture<BubblewrapTests.Bubblewrap>
{
    public sealed class Bubblewrap : RunnerUnderTest
    {
        internal override string Name => "bubblewrap";

        internal override SandboxOptions Configure(SandboxOptions options) => options with { Runner = "bubblewrap" };
    }
}

public sealed class CrunTests(CrunTests.Crun runner) : RunnerContractTests(runner), IClassFixture<CrunTests.Crun>
{
    public sealed class Crun : OciRuntimeUnderTest
    {
        internal override SandboxOptions Configure(SandboxOptions options) => options with { Runner = "oci", OciRuntime = "crun" };
    }
}

public sealed class RuncTests(RuncTests.Runc runner) : RunnerContractTests(runner), IClassFixture<RuncTests.Runc>
{
    public sealed class Runc : OciRuntimeUnderTest
    {
        internal override SandboxOptions Configure(SandboxOptions options) => options with { Runner = "oci", OciRuntime = "runc" };
    }
}

public sealed class PodmanTests(PodmanTests.Podman engine) : RunnerContractTests(engine), IClassFixture<PodmanTests.Podman>
{
    public sealed class Podman : ContainerEngine
    {
        // The whole contract over TCP, as dockerd passes it over a socket.
        internal override string Address => PortAddress;

        internal override ProcessStartInfo Start()
        {
            // What podman insists on where its own limits cannot be raised; nothing that our runner needs.
            File.WriteAllText(
                PathOf("containers.conf"),
                "[containers]\ndefault_ulimits=[\"nofile=20000:20000\",\"nproc=20000:20000\"]\n[engine]\nruntime=\"runc\"\ncgroup_manager=\"cgroupfs\"\nevents_logger=\"none\"\n");
            var start = new ProcessStartInfo(
                "podman", ["--root", PathOf("root"), "--runroot", PathOf("run"), "--storage-driver", "vfs", "system", "service", "--time=0", Address]);
            start.Environment["CONTAINERS_CONF"] = PathOf("containers.conf");
            return start;
        }
    }
}

public sealed class DockerTests(DockerTests.Dockerd engine) : RunnerContractTests(engine), IClassFixture<DockerTests.Dockerd>
{
    [Fact]
    public async Task AnEngineBehindAPort_RunsFunctionsLikeOneBehindASocket()
    {
        await using var machine = Machine.Start(TestImage.Actor(), configure: options => options with { Runner = "docker", DockerHost = engine.PortAddress });

        var answer = await (await machine.OpenAsync()).CallAsync("id");

        Assert.Equal("993:990 /", answer.Text);
        Assert.Contains($" at {engine.PortAddress}, ", machine.Engine.RunnerReason, StringComparison.Ordinal);
    }

    public sealed class Dockerd : ContainerEngine
    {
        internal override string Address => SocketAddress;

        internal override ProcessStartInfo Start()
        {
            // No bridge and no rules of its own: the tests' containers have loopback alone, and the machine stays as it is.
            File.WriteAllText(PathOf("settings.json"), "{}");
            var programs = Tools.DockerPrograms;
            var start = new ProcessStartInfo(
                programs is null ? "dockerd" : Path.Combine(programs, "sbin", "dockerd"),
                [
                    "--host", SocketAddress, "--host", PortAddress, "--tls=false", "--data-root", PathOf("data"), "--exec-root", PathOf("exec"), "--pidfile", PathOf("pid"), "--config-file", PathOf("settings.json"),
                    "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false", "--userland-proxy=false", "--storage-driver=vfs",
                ]);
            if (programs is not null)
            {
                start.Environment["PATH"] = $"{programs}/bin:{programs}/sbin:{Environment.GetEnvironmentVariable("PATH")}";
            }

            return start;
        }
    }
}

public abstract class OciRuntimeUnderTest : RunnerUnderTest
{
    internal override string Name => "oci";

    internal override string[] Leftovers(string folder) =>
    [
        .. base.Leftovers(folder),
        .. ((string[])["state", "bundles"]).Select(name => Path.Combine(folder, "oci", name)).Where(Directory.Exists).SelectMany(Directory.GetFileSystemEntries),
    ];
}

public sealed class RunnerChoiceTests
{
    [Fact]
    public async Task TheFirstThatWorks_IsTaken()
    {
        await using var best = Machine.Start(TestImage.Actor());
        await using var second = Machine.Start(TestImage.Actor(), configure: options => options with { Bubblewrap = "no-such-program" });

        Assert.Equal("bubblewrap", best.Engine.RunnerName);
        Assert.Contains("the best that works here", best.Engine.RunnerReason, StringComparison.Ordinal);
        Assert.Equal("oci", second.Engine.RunnerName);
        Assert.Contains("because bubblewrap: 'no-such-program' was not found", second.Engine.RunnerReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oci", "no-such-runtime", null, "'no-such-runtime' was not found")]
    [InlineData("oci", "/bin/false", null, "'false' runs sandboxes that cannot reach the Runtime API")]
    [InlineData("docker", null, "unix:///nowhere/socket", "the engine at unix:///nowhere/socket cannot be reached")]
    [InlineData("docker", null, "ssh://somewhere", "write unix:///path or tcp://host:port")]
    [InlineData("chroot", null, null, "there is no runner of this name; there are bubblewrap, oci, docker")]
    public void ARunnerThatIsAskedForAndDoesNotWork_IsAClearError(string name, string? runtime, string? host, string expected)
    {
        using var folder = new TemporaryFolder();
        var options = new SandboxOptions { Folder = folder.Path, Runner = name, OciRuntime = runtime, DockerHost = host };

        var error = Assert.Throws<RunnerUnavailableException>(() => SandboxEngine.Start(options, new TestImage(), new CollectedLogs(), TimeProvider.System, NullLoggerFactory.Instance));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SandboxInit_IsBuiltFromItsSource()
    {
        var source = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Inside", "init.c"));
        var expected = "built from " + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(source));

        foreach (var name in (string[])["init-x64", "init-arm64"])
        {
            Assert.Contains(expected, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Inside", name))), StringComparison.Ordinal);
        }
    }
}
