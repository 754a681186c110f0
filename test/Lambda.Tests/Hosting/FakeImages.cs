using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Tests.Support;
using Gatehouse.Services.Lambda.Images;

namespace Gatehouse.Lambda.Tests.Hosting;

/// <summary>A registry in memory: tags and digests of the repository <c>actor</c> in the default account and region.</summary>
internal sealed class FakeImages : IImageResolver, IImageSource
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private readonly ConcurrentDictionary<string, ResolvedImage> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<TestImage> _images = [];

    /// <summary>While set, manifests come only when it ends: activations stay where they are.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>Pushes an image under a tag; answers its digest.</summary>
    public string Push(string tag, TestImage image)
    {
        _images.Add(image);
        var digest = image.Build().Digest;
        Name(tag, digest, Manifest);
        return digest;
    }

    /// <summary>Makes a tag stand for a manifest, which may be missing.</summary>
    public void Name(string tag, string digest, string mediaType, params IndexedImage[] parts)
    {
        _names[tag] = new ResolvedImage(digest, mediaType) { Images = parts.Length == 0 ? null : parts };
        _names[digest] = _names[tag];
    }

    public ValueTask<ResolvedImage?> ResolveAsync(Scope scope, string repository, string reference, CancellationToken cancellation) =>
        new(scope == new Scope("000000000000", "us-east-1") && repository == "actor" ? _names.GetValueOrDefault(reference) : null);

    public async ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string repository, string digest, CancellationToken cancellation)
    {
        await (Hold?.Task.WaitAsync(cancellation) ?? Task.CompletedTask);
        foreach (var image in _images)
        {
            if (await image.ReadManifestAsync(repository, digest, cancellation) is { } manifest)
            {
                return manifest;
            }
        }

        return null;
    }

    public async ValueTask<Stream?> OpenBlobAsync(string repository, string digest, CancellationToken cancellation)
    {
        foreach (var image in _images)
        {
            if (await image.OpenBlobAsync(repository, digest, cancellation) is { } blob)
            {
                return blob;
            }
        }

        return null;
    }
}
