using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gatehouse.Services.Lambda.Packages;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>Code and configuration of one version of a function, as it is kept. <c>$LATEST</c> is one like the others.</summary>
internal sealed record Revision
{
    public required string Version { get; init; }

    public required string Role { get; init; }

    public string Description { get; init; } = "";

    public int MemorySizeMb { get; init; } = 128;

    public int TimeoutSeconds { get; init; } = 3;

    public int EphemeralStorageMb { get; init; } = 512;

    public string Architecture { get; init; } = "x86_64";

    public string TracingMode { get; init; } = "PassThrough";

    /// <summary>Null when the caller never gave any: an empty map is answered as one.</summary>
    public SortedDictionary<string, string>? Environment { get; init; }

    public ImageOverrides? ImageConfig { get; init; }

    public required LogSettings Logging { get; init; }

    /// <summary>Null for a zip package.</summary>
    public PinnedImage? Image { get; init; }

    /// <summary>Null for an image. Every version has one of the two.</summary>
    public ZipPackage? Package { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Changes with everything that a caller can see.</summary>
    public required string RevisionId { get; init; }

    public required RevisionStatus Status { get; init; }

    /// <summary>What callers know the code by: an image's digest in hex, a zip's in base64.</summary>
    [JsonIgnore]
    public string CodeSha256 => Image is { } image ? image.Digest["sha256:".Length..] : ZipPackage.Base64Of(Package!.Digest);

    /// <summary>The code in a word for its owner: the image's address, or the runtime of a zip.</summary>
    [JsonIgnore]
    public string Source => Image?.Uri ?? $"zip ({Package!.Runtime})";

    /// <summary>What makes two revisions the same to PublishVersion: all but names, times and states.</summary>
    public string Fingerprint()
    {
        var bare = this with
        {
            Version = "",
            RevisionId = "",
            LastModified = default,
            Status = RevisionStatus.Active,
            Image = Image is null ? null : Image with { Uri = "", Location = "" },
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(bare, LambdaRows.Default.Revision)));
    }
}

/// <summary>The image that a tag or digest stood for when it was set. The function keeps it, wherever the tag moves.</summary>
/// <param name="Uri">As the caller gave it.</param>
/// <param name="Location">The same without tag or digest.</param>
/// <param name="Repository">The registry's own name: <c>account/region/name</c>.</param>
internal sealed record PinnedImage(string Uri, string Location, string Repository, string Digest)
{
    public string ResolvedUri => $"{Location}@{Digest}";
}

/// <summary>What the function's owner puts in place of the image's own settings.</summary>
internal sealed record ImageOverrides(IReadOnlyList<string>? EntryPoint, IReadOnlyList<string>? Command, string? WorkingDirectory);

internal sealed record LogSettings(string Format, string Group)
{
    public string? ApplicationLevel { get; init; }

    public string? SystemLevel { get; init; }
}

/// <summary>How far a revision is. See https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html.</summary>
internal sealed record RevisionStatus(string State)
{
    // AWS's words for both: recorded, also for updates.
    private const string Creating = "The function is being created.";

    public static RevisionStatus Pending { get; } = new("Pending") { StateReason = Creating, StateReasonCode = "Creating" };

    public static RevisionStatus Active { get; } = new("Active") { LastUpdate = "Successful" };

    public static RevisionStatus Updating { get; } =
        new("Active") { LastUpdate = "InProgress", LastUpdateReason = Creating, LastUpdateReasonCode = "Creating" };

    public string? StateReason { get; init; }

    public string? StateReasonCode { get; init; }

    public string? LastUpdate { get; init; }

    public string? LastUpdateReason { get; init; }

    public string? LastUpdateReasonCode { get; init; }

    /// <summary>Whether an activation still has to bring it to an end.</summary>
    public bool IsUnsettled => State == "Pending" || LastUpdate == "InProgress";

    /// <summary>The end of an activation that failed: of the first one the state says so, later ones leave the old code serving.</summary>
    public RevisionStatus Failed(string code, string reason) => State == "Pending"
        ? new("Failed") { StateReason = reason, StateReasonCode = code }
        : new("Active") { LastUpdate = "Failed", LastUpdateReason = reason, LastUpdateReasonCode = code };
}
