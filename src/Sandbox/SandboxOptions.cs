using Gatehouse.Sandbox.Networking;

namespace Gatehouse.Sandbox;

/// <summary>How the engine runs functions on this machine.</summary>
public sealed record SandboxOptions
{
    /// <summary>The engine's own part of the data folder: unpacked layers and what running sandboxes need.</summary>
    public required string Folder { get; init; }

    /// <summary>The server that functions may call; null where there is none.</summary>
    public ServerEndpoint? Server { get; init; }

    /// <summary>What functions reach beside the Runtime API and the server.</summary>
    public FunctionNetwork Network { get; init; }

    /// <summary>How long a sandbox waits for its next invocation. AWS keeps them for minutes and promises nothing.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Sandboxes of all functions together. A small function needs about 30 MB; the default leaves room for four times that.</summary>
    public int MaxSandboxes { get; init; } = (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (128L << 20), 8, 1000);

    /// <summary>How long a function may take to ask for its first event. AWS allows 10 seconds.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The bubblewrap program; a name without a slash is looked up on the path.</summary>
    public string Bubblewrap { get; init; } = "bwrap";

    /// <summary>What runs functions: <c>bubblewrap</c>, <c>oci</c> or <c>docker</c>. Null takes the first of them that works here.</summary>
    public string? Runner { get; init; }

    /// <summary>The OCI runtime's program, then options of its own; null looks for crun and runc.</summary>
    public string? OciRuntime { get; init; }

    /// <summary>Where the container engine listens, as in <c>DOCKER_HOST</c>; null takes that variable, then the usual sockets.</summary>
    public string? DockerHost { get; init; }

    /// <summary>What may carry functions' packets, the preferred one first.</summary>
    internal IReadOnlyList<string> Translators { get; init; } = [Translator.Slirp, Translator.Pasta];
}
