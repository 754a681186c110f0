using System.Collections.Concurrent;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Images;

namespace Gatehouse.Lambda.Tests.Hosting;

/// <summary>Images by <c>account/region/repository:tag</c> or <c>…@digest</c>.</summary>
internal sealed class FakeImages : IImageResolver
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private readonly ConcurrentDictionary<string, ResolvedImage> _images = new(StringComparer.Ordinal);

    public void Add(string repository, string tag, string digest, string mediaType = Manifest, string scope = "000000000000/us-east-1")
    {
        _images[$"{scope}/{repository}:{tag}"] = new ResolvedImage(digest, mediaType);
        _images[$"{scope}/{repository}@{digest}"] = new ResolvedImage(digest, mediaType);
    }

    public ValueTask<ResolvedImage?> ResolveAsync(Scope scope, string repository, string reference, CancellationToken cancellation) =>
        new(_images.GetValueOrDefault($"{scope}/{repository}{(reference.Contains(':', StringComparison.Ordinal) ? '@' : ':')}{reference}"));
}
