using Gatehouse.Sandbox;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Packages;

/// <summary>Takes in zips that callers upload, and finds out before they are told yes whether they can be unpacked and started.</summary>
internal sealed class ZipIntake(SandboxEngine engine)
{
    // See https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 50 MB uploaded directly, 250 MB unzipped with all layers.
    private const int MostZippedBytes = 52_428_800;
    private const long MostUnzippedBytes = 262_144_000;

    /// <summary>Refuses code that is nowhere, or where this server cannot fetch it.</summary>
    public static void ThrowIfNoZip(byte[]? zip, bool isFromS3)
    {
        if (isFromS3)
        {
            throw LambdaErrors.NotSupported("code from S3 (S3Bucket, S3Key, S3ObjectVersion). Provide ZipFile");
        }

        if (zip is null)
        {
            throw PackageErrors.NoSource();
        }
    }

    /// <summary>Keeps an uploaded zip.</summary>
    public async ValueTask<KeptPackage> KeepAsync(byte[] zip, Call call)
    {
        if (zip.Length == 0)
        {
            throw PackageErrors.EmptyZip();
        }

        if (zip.Length > MostZippedBytes)
        {
            throw PackageErrors.ZippedTooLarge();
        }

        try
        {
            var kept = await engine.Packages.KeepAsync(zip, call.Aborted);
            return kept.UnpackedBytes <= MostUnzippedBytes ? kept : throw PackageErrors.UnzippedTooLarge();
        }
        catch (ImageRejectedException broken)
        {
            throw PackageErrors.BrokenZip(broken.Message);
        }
    }

    /// <summary>Unpacks a layer once, so that what cannot be unpacked is never published.</summary>
    public async ValueTask CheckLayerAsync(KeptPackage layer, Call call) => await UnpackAsync([new PackageReference(layer.Digest, PackageFolder.Layer)], call);

    /// <summary>Unpacks a function's code and layers. What they run on is made ready by the function's activation.</summary>
    public async ValueTask CheckAsync(ZipPackage package, Call call)
    {
        var bytes = package.UnzippedSize + package.Layers.Sum(layer => layer.UnzippedSize);
        if (bytes > MostUnzippedBytes)
        {
            throw PackageErrors.CombinedTooLarge(bytes);
        }

        var alone = await UnpackAsync(package.References(), call);
        if (package.Base is null && alone.MissingInterpreter is { } interpreter)
        {
            throw PackageErrors.NeedsBase(package.Runtime, interpreter);
        }
    }

    private async ValueTask<PreparedImage> UnpackAsync(IReadOnlyList<PackageReference> references, Call call)
    {
        try
        {
            return await engine.PrepareAsync(null, references, call.Aborted);
        }
        catch (ImageRejectedException refused)
        {
            throw refused.Reason == ImageRejection.TooLarge ? PackageErrors.UnzippedTooLarge() : PackageErrors.BrokenZip(refused.Message);
        }
    }
}
