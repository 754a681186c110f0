using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Networking;

/// <summary>The program that carries a network namespace's packets to the machine's sockets, and how it is told to.</summary>
/// <param name="IsPasta">pasta; otherwise slirp4netns.</param>
/// <param name="Bubblewrap">What ends pasta with its parent.</param>
internal sealed record Translator(string Program, bool IsPasta, string? Bubblewrap)
{
    /// <summary>Where functions ask for names. The translator answers with the machine's own resolver.</summary>
    internal const string NameServer = "10.0.2.3";

    internal const string Slirp = "slirp4netns";
    internal const string Pasta = "pasta";

    // Descriptors of the program: 0 to 2 as usual, then these.
    private const int Ready = 3;
    private const int Namespace = 4;
    private const int End = 5;

    /// <summary>What is said where neither is found.</summary>
    internal const string Missing =
        "user-mode NAT for functions needs slirp4netns, or pasta (package passt) and bubblewrap, and neither was found; install one of them, or choose another network for functions";

    /// <summary>Why there is no user-mode NAT here, or null.</summary>
    internal static string? ObstacleTo(SandboxOptions options)
    {
        const string device = "/dev/net/tun";
        if (Find(options) is null)
        {
            return Missing;
        }

        var opened = Libc.Open(device, Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
        _ = opened < 0 ? 0 : Libc.Close(opened);
        return opened < 0 ? $"user-mode NAT for functions needs {device}, which this user cannot open (sudo modprobe tun; sudo chmod a+rw {device})" : null;
    }

    /// <summary>slirp4netns is preferred, because it ends by itself when the server does.</summary>
    internal static Translator? Find(SandboxOptions options)
    {
        foreach (var name in options.Translators)
        {
            if (Obstacle.Locate(name) is { } program && (name == Slirp || Obstacle.Locate(options.Bubblewrap) is not null))
            {
                return new Translator(program, name == Pasta, Obstacle.Locate(options.Bubblewrap));
            }
        }

        return null;
    }

    /// <summary>The program and its arguments.</summary>
    internal (string Path, string[] Arguments) Command()
    {
        if (!IsPasta)
        {
            return (Program, [
                "--configure", "--mtu=65520", "--disable-host-loopback", "--enable-sandbox", "--enable-seccomp",
                $"--ready-fd={Ready}", $"--exit-fd={End}", "--netns-type=path", $"/proc/self/fd/{Namespace}", "tap0",
            ]);
        }

        // It changes its credentials, which would let it outlive a killed parent; the first process of its pid namespace does not.
        return (Bubblewrap!, [
            "--die-with-parent", "--unshare-pid", "--cap-add", "ALL", "--dev-bind", "/", "/", "--", Program,
            "--foreground", "--quiet", "--runas", "0", "--ipv4-only", "--config-net", "--ns-ifname", "tap0",
            "--address", "10.0.2.100", "--netmask", "24", "--gateway", "10.0.2.2", "--dns-forward", NameServer,
            "--no-map-gw", "--tcp-ports", "none", "--udp-ports", "none", "--tcp-ns", "none", "--udp-ns", "none",
            "--no-dhcp", "--no-dhcpv6", "--no-ndp", "--no-ra",
            "--netns-only", "--netns", $"/proc/self/fd/{Namespace}", "--no-netns-quit", "--pid", $"/proc/self/fd/{Ready}",
        ]);
    }
}
