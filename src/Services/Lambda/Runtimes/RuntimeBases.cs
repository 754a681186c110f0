using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Runtimes;

/// <summary>Finds what a package's runtime runs on: the image that the server's owner mapped to it, whatever account that is in.</summary>
internal sealed class RuntimeBases(IImageResolver images, RuntimeImages mapped)
{
    /// <summary>Null for a custom runtime that nothing is mapped to: it runs on an empty root.</summary>
    public async ValueTask<PinnedImage?> PinAsync(string runtime, string architecture, Call call)
    {
        if (!mapped.Images.TryGetValue(runtime, out var text))
        {
            return RuntimeNames.IsCustom(runtime) ? null : throw PackageErrors.RuntimeNotMapped(runtime);
        }

        _ = ImageUri.TryParse(text, out var uri);
        Scope[] scopes = uri!.Scope is { } own ? [own] : [call.Scope, mapped.Home];
        foreach (var scope in scopes)
        {
            if (await images.ResolveAsync(scope, uri.Repository, uri.Reference, call.Aborted) is { } found)
            {
                var image = await images.ChooseAsync(found, scope, uri.Repository, architecture, call.Aborted);
                return image.Fault switch
                {
                    ImageFault.None => new PinnedImage(text, uri.Location, $"{scope.Account}/{scope.Region}/{uri.Repository}", image.Digest),
                    ImageFault.NoneFits => throw PackageErrors.RuntimeImageOfOtherPlatforms(runtime, text, architecture),
                    ImageFault.Missing => throw PackageErrors.RuntimeImageMissing(runtime, text),
                    _ => throw PackageErrors.RuntimeImageUnsupported(runtime, text),
                };
            }
        }

        throw PackageErrors.RuntimeImageMissing(runtime, text);
    }
}
