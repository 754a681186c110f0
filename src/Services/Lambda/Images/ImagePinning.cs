using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Images;

/// <summary>Turns the image that a caller names into the one that the function keeps, or refuses it as Lambda does.</summary>
internal sealed class ImagePinning(IImageResolver images)
{
    private static readonly string[] s_manifests =
        ["application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json"];

    /// <summary>One image and not an index of several.</summary>
    public static bool IsManifest(ResolvedImage image) => s_manifests.Contains(image.MediaType);

    public async ValueTask<PinnedImage> PinAsync(string text, Call call)
    {
        if (!ImageUri.TryParse(text, out var uri))
        {
            throw LambdaErrors.SourceImageInvalid(text);
        }

        var scope = uri.Scope ?? call.Scope;
        if (scope.Region != call.Region)
        {
            throw LambdaErrors.Invalid($"Source image {text} is in another region than the function. Provide an image from {call.Region}.");
        }

        // Accounts are isolated from each other, so no repository policy can open an image to another one.
        if (scope.Account != call.Account)
        {
            throw LambdaErrors.SourceImageDenied();
        }

        var found = await images.ResolveAsync(scope, uri.Repository, uri.Reference, call.Aborted) ?? throw LambdaErrors.SourceImageMissing(text);
        return IsManifest(found)
            ? new PinnedImage(text, uri.Location, $"{scope.Account}/{scope.Region}/{uri.Repository}", found.Digest)
            : throw LambdaErrors.SourceImageUnsupported(text);
    }
}
