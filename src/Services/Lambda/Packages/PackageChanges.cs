using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Layers;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Packages;

/// <summary>Makes and changes the packages of functions: code, runtime, handler and layers, each checked with the others.</summary>
internal sealed class PackageChanges(ZipIntake zips, RuntimeBases bases, LayerCatalog layers)
{
    public async ValueTask<ZipPackage> CreateAsync(byte[] zip, IFunctionSettings settings, string architecture, Call call)
    {
        if (settings.Runtime is not { } runtime || settings.Handler is not { Length: > 0 } handler)
        {
            throw PackageErrors.NoRuntime();
        }

        // The runtime before the bytes: what cannot run need not be kept.
        var image = await bases.PinAsync(runtime, architecture, call);
        var attached = await layers.AttachAsync(settings.Layers ?? [], call);
        var kept = await zips.KeepAsync(zip, call);
        var package = new ZipPackage
        {
            Digest = kept.Digest,
            CodeSize = kept.PackedBytes,
            UnzippedSize = kept.UnpackedBytes,
            Runtime = runtime,
            Handler = handler,
            Layers = attached,
            Base = image,
        };
        await zips.CheckAsync(package, call);
        return package;
    }

    /// <summary>Other code; the runtime's image is looked up again, as a tag is for functions from images.</summary>
    public async ValueTask<ZipPackage> WithCodeAsync(ZipPackage package, byte[] zip, string architecture, Call call)
    {
        var kept = await zips.KeepAsync(zip, call);
        var changed = package with
        {
            Digest = kept.Digest,
            CodeSize = kept.PackedBytes,
            UnzippedSize = kept.UnpackedBytes,
            Base = await bases.PinAsync(package.Runtime, architecture, call),
        };
        await zips.CheckAsync(changed, call);
        return changed;
    }

    /// <summary>Other settings; members that were not given stay as they are.</summary>
    public async ValueTask<ZipPackage> WithSettingsAsync(ZipPackage package, IFunctionSettings settings, string architecture, Call call)
    {
        if (settings.Handler is { Length: 0 })
        {
            throw PackageErrors.NoRuntime();
        }

        var changed = package with
        {
            Handler = settings.Handler ?? package.Handler,
            Runtime = settings.Runtime ?? package.Runtime,
            Base = settings.Runtime is { } runtime ? await bases.PinAsync(runtime, architecture, call) : package.Base,
            Layers = settings.Layers is { } arns ? await layers.AttachAsync(arns, call) : package.Layers,
        };
        if (settings.Runtime is not null || settings.Layers is not null)
        {
            await zips.CheckAsync(changed, call);
        }

        return changed;
    }
}
