#pragma warning disable CA1822
using System.Buffers;
using Gatehouse.Sandbox.Images;

namespace Gatehouse.Sandbox.Pool;


public sealed class PreparedImage(ImageReference reference)
{
    public ImageReference Reference => reference;
}

public sealed record FunctionRevision
{
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required string FunctionName { get; init; }
    public required string FunctionArn { get; init; }
    public string Version { get; init; } = "$LATEST";
    public required PreparedImage Image { get; init; }
    public IReadOnlyList<string>? EntryPoint { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public string? WorkingDirectory { get; init; }
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    public int MemoryMegabytes { get; init; } = 128;
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);
    public int EphemeralStorageMegabytes { get; init; } = 512;
    public required string LogGroup { get; init; }
    public int? MaxConcurrency { get; init; }
}

public enum ImageRejection { ManifestMissing, BlobMissing, UnsupportedMediaType, MalformedManifest, WrongPlatform, DigestMismatch, UnsafeLayer, TooLarge }

public sealed class ImageRejectedException(ImageRejection reason, string message) : Exception(message)
{
    public ImageRejection Reason => reason;
}

public enum InvocationOutcome { Replied, FunctionError, Throttled, WaitLimit, Unavailable, EventTooLarge }

public readonly record struct InvocationOptions
{
    public string? InvokedArn { get; init; }
    public string? TraceId { get; init; }
    public string? ClientContext { get; init; }
    public TimeSpan WaitLimit { get; init; }
    public bool KeepLogTail { get; init; }
    public CancellationToken Aborted { get; init; }
}

public sealed class SandboxEngine
{
    public ValueTask<PreparedImage> PrepareAsync(ImageReference image, CancellationToken cancellation) => new(new PreparedImage(image));

    public FunctionPool Open(FunctionRevision revision) => new(revision);
}

public sealed class FunctionPool(FunctionRevision revision)
{
    public void Warm()
    {
    }

    public Invocation Begin(string? requestId = null) => new(revision, requestId);

    public ValueTask RetireAsync() => default;
}

public sealed class Invocation(FunctionRevision revision, string? requestId) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _event = new();

    public IBufferWriter<byte> Event => _event;

    public string RequestId { get; } = requestId ?? Guid.NewGuid().ToString();

    public ReadOnlyMemory<byte> Reply { get; private set; }

    public string? ErrorType { get; private set; }

    public ReadOnlyMemory<byte> LogTail => System.Text.Encoding.UTF8.GetBytes($"START RequestId: {RequestId} Version: {revision.Version}\n");

    public ValueTask<InvocationOutcome> SendAsync(in InvocationOptions options)
    {
        Reply = _event.WrittenMemory;
        return new(InvocationOutcome.Replied);
    }

    public void Dispose()
    {
    }
}
