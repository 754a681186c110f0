using System.Security.Cryptography;
using System.Text;
using Gatehouse.Sandbox.Images;

namespace Gatehouse.Sandbox.Packages;

/// <summary>From kept zips to unpacked layers above the image that they run on.</summary>
internal sealed class PackagePreparation(PackageStore packages, LayerStore layers, ImagePreparation images)
{
    // Part of each layer's name: a change of what unpacking does gives them all new ones.
    private const string Form = "zip 1";

    /// <param name="image">Null for an empty root.</param>
    /// <param name="packed">Lowest first.</param>
    internal async Task<PreparedImage> PrepareAsync(ImageReference? image, IReadOnlyList<PackageReference> packed, CancellationToken cancellation)
    {
        var below = image is null ? null : await images.PrepareAsync(image, cancellation);
        var folders = new List<string>(below?.LayerFolders ?? []);
        foreach (var package in packed)
        {
            folders.Add(await layers.GetAsync(LayerOf(package), folder => Unpack(package, folder), cancellation));
        }

        return new PreparedImage(below, folders, packed);
    }

    /// <summary>The name of the package's layer, in the form of a diff id.</summary>
    internal static string LayerOf(PackageReference package) =>
        Digest.Of(SHA256.HashData(Encoding.UTF8.GetBytes($"{Form}\n{package.Digest}\n{package.Folder}")));

    private Task Unpack(PackageReference package, string folder)
    {
        using var zip = packages.Open(package.Digest)
            ?? throw new ImageRejectedException(ImageRejection.BlobMissing, $"The package {package.Digest} is not kept here any more.");
        if (Digest.Of(SHA256.HashData(zip)) != package.Digest)
        {
            throw new ImageRejectedException(ImageRejection.DigestMismatch, $"The bytes kept as {package.Digest} have another digest.");
        }

        zip.Position = 0;
        new PackageUnpacker(folder, package.Folder).Unpack(zip);
        return Task.CompletedTask;
    }
}
