using Gatehouse.Registry.Names;

namespace Gatehouse.Registry.Uploads;

/// <summary>What became of a chunk, or of the attempt to finish an upload.</summary>
public readonly record struct UploadResult(UploadOutcome Outcome)
{
    /// <summary>What the content's digest is, when it is not the expected one.</summary>
    public Digest? Actual { get; init; }

    /// <summary>Why the disk refused.</summary>
    public string? Fault { get; init; }
}

public enum UploadOutcome
{
    Accepted,

    /// <summary>The chunk does not start where the upload ends. Nothing was taken.</summary>
    OutOfOrder,

    /// <summary>The body was not as long as its range. Nothing was taken.</summary>
    SizeMismatch,

    /// <summary>Larger than a blob may be. The upload is gone.</summary>
    TooLarge,

    /// <summary>The content has another digest. The upload is gone.</summary>
    DigestMismatch,

    /// <summary>The disk is full or broken. What was accepted before is kept.</summary>
    Unwritable,

    /// <summary>The upload was finished or cancelled meanwhile.</summary>
    Gone,
}
