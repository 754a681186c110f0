using Gatehouse.Core;

namespace Gatehouse.Services.Lambda.Images;

/// <summary>Which image of an index a function runs.</summary>
internal static class ImageChoice
{
    /// <summary>The image itself, or the first of an index that is for the architecture.</summary>
    /// <param name="architecture">In Lambda's words: <c>x86_64</c>, <c>arm64</c>.</param>
    public static async ValueTask<ChosenImage> ChooseAsync(
        this IImageResolver images, ResolvedImage found, Scope scope, string repository, string architecture, CancellationToken cancellation)
    {
        if (IsManifest(found))
        {
            return new(ImageFault.None, found.Digest);
        }

        // AWS takes no index at all. Its refusal is kept for what people meet it with: BuildKit's index of one image and what it attests.
        if (found.Images is not { } entries || entries.Any(entry => entry.IsAttestation))
        {
            return new(ImageFault.Unsupported);
        }

        var platform = PlatformOf(architecture);
        if (entries.FirstOrDefault(entry => entry.Platform == platform) is not { } fitting)
        {
            return new(ImageFault.NoneFits);
        }

        return await images.ResolveAsync(scope, repository, fitting.Digest, cancellation) is not { } image ? new(ImageFault.Missing)
            : IsManifest(image) ? new(ImageFault.None, image.Digest)
            : new(ImageFault.Unsupported);
    }

    /// <summary>As indexes name it.</summary>
    public static string PlatformOf(string architecture) => architecture == "x86_64" ? "linux/amd64" : $"linux/{architecture}";

    private static bool IsManifest(ResolvedImage image) =>
        image.MediaType is "application/vnd.docker.distribution.manifest.v2+json" or "application/vnd.oci.image.manifest.v1+json";
}

/// <param name="Digest">Empty where there is a fault.</param>
internal readonly record struct ChosenImage(ImageFault Fault, string Digest = "");

internal enum ImageFault
{
    None,
    Missing,
    NoneFits,
    Unsupported,
}
