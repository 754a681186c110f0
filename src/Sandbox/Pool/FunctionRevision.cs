using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Packages;

namespace Gatehouse.Sandbox.Pool;

/// <summary>One unchanging state of a function: what its sandboxes run. A change of the function is another revision.</summary>
public sealed record FunctionRevision
{
    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string FunctionName { get; init; }

    /// <summary>Without a qualifier.</summary>
    public required string FunctionArn { get; init; }

    /// <summary><c>$LATEST</c> or a number.</summary>
    public string Version { get; init; } = "$LATEST";

    public required PreparedImage Image { get; init; }

    /// <summary>For packages; null for an image, which says itself how it is started.</summary>
    public PackageRuntime? Runtime { get; init; }

    /// <summary>Replaces the image's ENTRYPOINT when it is not null. So do the two below, each for itself.</summary>
    public IReadOnlyList<string>? EntryPoint { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>The user's variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the function signs its AWS calls with; null gives keys that name the account.</summary>
    public FunctionCredentials? Credentials { get; init; }

    public int MemoryMegabytes { get; init; } = 128;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    public int EphemeralStorageMegabytes { get; init; } = 512;

    public required string LogGroup { get; init; }

    /// <summary>Reserved concurrency: invocations at once. Null means no limit of its own.</summary>
    public int? MaxConcurrency { get; init; }
}

/// <summary>Temporary credentials as the reserved environment variables carry them.</summary>
public sealed record FunctionCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken);
