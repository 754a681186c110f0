using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Names;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Registry.Uploads;

/// <summary>
/// One upload to one repository: a file that grows, and the hash of what it holds. The file is all there is to it, so an
/// upload goes on after a restart; its hash is then computed anew. Only who <see cref="TryEnterAsync"/> let in may use it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing; the hash goes when the upload ends.")]
public sealed class Upload
{
    /// <summary>ECR's limit on a layer: 52,000 MiB.</summary>
    public const long MostBytes = 52_000L << 20;

    // A client that lost its connection comes back before the server has noticed the loss.
    private static readonly TimeSpan EntryTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RepositoryBlobs _blobs;
    private readonly string _path;
    private readonly HashAlgorithmName _algorithm;
    private IncrementalHash? _hash;
    private bool _gone;

    internal Upload(RepositoryBlobs blobs, RepositoryName repository, string id, string path, long length, HashAlgorithmName algorithm)
    {
        _blobs = blobs;
        _path = path;
        _algorithm = algorithm;
        Repository = repository;
        Id = id;
        Length = length;
        _hash = length == 0 ? IncrementalHash.CreateHash(algorithm) : null;
    }

    public RepositoryName Repository { get; }

    public string Id { get; }

    /// <summary>How many bytes were taken so far.</summary>
    public long Length { get; private set; }

    /// <summary>False when another request holds on to the upload.</summary>
    public Task<bool> TryEnterAsync(CancellationToken cancellation) => _gate.WaitAsync(EntryTimeout, cancellation);

    public void Leave() => _gate.Release();

    /// <summary>Appends a body, as a stream of any length or as the given range.</summary>
    public async ValueTask<UploadResult> AppendAsync(PipeReader body, UploadRange? range, CancellationToken cancellation)
    {
        if (_gone)
        {
            return new UploadResult(UploadOutcome.Gone);
        }

        if (range is { } asked && asked.First != Length)
        {
            return new UploadResult(UploadOutcome.OutOfOrder);
        }

        var limit = range?.Count ?? (MostBytes - Length);
        var start = Length;
        using var file = TryOpen();
        if (file is null)
        {
            return new UploadResult(UploadOutcome.Gone);
        }

        _hash ??= await Task.Run(() => HashOf(file, _algorithm));
        await using var writer = new BlobWriter(file, _hash, start);
        long received;
        try
        {
            received = await writer.CopyAsync(body, limit, cancellation);

            // The client is told how far the upload got and goes on from there, so a power cut must not take it back.
            if (received > 0)
            {
                await writer.SyncAsync();
            }
        }
        finally
        {
            Length = writer.Length;
        }

        if (writer.Fault is { } fault)
        {
            // What this request brought goes: on a full disk it would keep everybody else from writing. Chunks that were acknowledged stay.
            RandomAccess.SetLength(file, start);
            Length = start;
            DropHash();
            return new UploadResult(UploadOutcome.Unwritable) { Fault = fault };
        }

        if (range is { } whole && received != whole.Count)
        {
            RandomAccess.SetLength(file, start);
            Length = start;
            DropHash();
            return new UploadResult(UploadOutcome.SizeMismatch);
        }

        if (received > limit)
        {
            Discard();
            return new UploadResult(UploadOutcome.TooLarge);
        }

        return new UploadResult(UploadOutcome.Accepted);
    }

    /// <summary>
    /// Makes the upload a blob of its repository; durable when accepted. Content with another digest is thrown away.
    /// </summary>
    public async ValueTask<UploadResult> FinishAsync(Digest expected)
    {
        if (_gone)
        {
            return new UploadResult(UploadOutcome.Gone);
        }

        // The disk's work is a worker's: this thread may be the one that serves sockets.
        return await Task.Run(() => Finish(expected));
    }

    /// <summary>Throws the upload away.</summary>
    public void Discard()
    {
        _gone = true;
        DropHash();
        File.Delete(_path);
    }

    private UploadResult Finish(Digest expected)
    {
        using (var file = TryOpen())
        {
            if (file is null)
            {
                return new UploadResult(UploadOutcome.Gone);
            }

            if (_hash is null || _hash.AlgorithmName != expected.HashAlgorithm)
            {
                DropHash();
                _hash = HashOf(file, expected.HashAlgorithm);
            }

            var actual = Digest.Of(_hash);
            if (actual != expected)
            {
                Discard();
                return new UploadResult(UploadOutcome.DigestMismatch) { Actual = actual };
            }

            try
            {
                RandomAccess.FlushToDisk(file);
            }
            catch (IOException broken)
            {
                return new UploadResult(UploadOutcome.Unwritable) { Fault = broken.Message };
            }
        }

        _blobs.Adopt(_path, Repository, expected);
        _gone = true;
        DropHash();
        return new UploadResult(UploadOutcome.Accepted);
    }

    /// <summary>Null when the repository was deleted meanwhile, and its uploads with it.</summary>
    private SafeFileHandle? TryOpen()
    {
        try
        {
            return File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void DropHash()
    {
        _hash?.Dispose();
        _hash = null;
    }

    private static IncrementalHash HashOf(SafeFileHandle file, HashAlgorithmName algorithm)
    {
        var hash = IncrementalHash.CreateHash(algorithm);
        var buffer = new byte[1 << 20];
        long offset = 0;
        while (RandomAccess.Read(file, buffer, offset) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            offset += count;
        }

        return hash;
    }
}
