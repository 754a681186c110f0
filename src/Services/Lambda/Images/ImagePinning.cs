using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Images;

/// <summary>Turns the image that a caller names into the one that the function keeps, or refuses it as Lambda does.</summary>
internal sealed class ImagePinning(IImageResolver images)
{
    public async ValueTask<PinnedImage> PinAsync(string text, string architecture, Call call)
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
        var image = await images.ChooseAsync(found, scope, uri.Repository, architecture, call.Aborted);
        return image.Fault switch
        {
            ImageFault.None => new PinnedImage(text, uri.Location, $"{scope.Account}/{scope.Region}/{uri.Repository}", image.Digest),
            ImageFault.NoneFits => throw LambdaErrors.SourceImageOfOtherPlatforms(text, architecture),
            ImageFault.Missing => throw LambdaErrors.SourceImageMissing(text),
            _ => throw LambdaErrors.SourceImageUnsupported(text),
        };
    }
}
