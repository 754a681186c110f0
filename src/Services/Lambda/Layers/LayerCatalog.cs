using Gatehouse.Core;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

/// <summary>The layers of all accounts.</summary>
internal sealed class LayerCatalog(IStore store)
{
    // See https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html.
    private const int MostLayers = 5;

    private readonly Table<StoredLayer> _layers = new(store, "lambda-layers", LambdaRows.Default.StoredLayer);

    public async ValueTask<IReadOnlyList<StoredLayer>> LoadAllAsync(CancellationToken cancellation) =>
        [.. (await _layers.LoadAllAsync(cancellation)).Select(row => row.Value)];

    public ValueTask<StoredLayer?> FindAsync(LayerReference layer, CancellationToken cancellation) => _layers.FindAsync(layer.Scope, layer.Name, cancellation);

    public async ValueTask<IReadOnlyList<StoredLayer>> ListAsync(Scope scope, CancellationToken cancellation) =>
        (await _layers.ListAsync(scope, cancellation: cancellation)).Items;

    public async ValueTask<LayerVersion?> FindVersionAsync(LayerReference layer, long version, CancellationToken cancellation) =>
        (await FindAsync(layer, cancellation))?.Versions.GetValueOrDefault(version);

    /// <summary>A version that this caller may use: its own, or another account's that lets it.</summary>
    public async ValueTask<LayerVersion?> FindForAsync(LayerReference layer, long version, Call call)
    {
        var found = layer.Scope.Region == call.Region ? await FindVersionAsync(layer, version, call.Aborted) : null;
        return layer.Scope.Account == call.Account || found?.Statements.Any(statement => statement.Allows(call.Account)) is true
            ? found
            : throw PackageErrors.LayerDenied(call, layer.VersionArn(version));
    }

    /// <summary>Adds a version under the next number.</summary>
    public async ValueTask<LayerVersion> PublishAsync(LayerReference layer, Func<long, LayerVersion> version, CancellationToken cancellation)
    {
        while (true)
        {
            var first = version(1);
            if (await _layers.TryInsertAsync(layer.Scope, layer.Name, new StoredLayer { Name = layer.Name }.With(first), cancellation))
            {
                return first;
            }

            var changed = await _layers.UpdateAsync(layer.Scope, layer.Name, stored => stored.With(version(stored.LastVersion + 1)), cancellation);
            if (changed is not null)
            {
                return changed.Versions[changed.LastVersion];
            }
        }
    }

    /// <summary>Changes a version; a missing one is refused.</summary>
    public async ValueTask<LayerVersion> ChangeAsync(LayerReference layer, long version, Func<LayerVersion, LayerVersion> change, CancellationToken cancellation)
    {
        var changed = await _layers.UpdateAsync(
            layer.Scope,
            layer.Name,
            stored => stored.With(change(stored.Versions.GetValueOrDefault(version) ?? throw PackageErrors.LayerVersionMissing(layer.VersionArn(version)))),
            cancellation);
        return changed?.Versions[version] ?? throw PackageErrors.LayerVersionMissing(layer.VersionArn(version));
    }

    /// <summary>Functions that use the version keep it.</summary>
    public async ValueTask DeleteAsync(LayerReference layer, long version, CancellationToken cancellation) =>
        await _layers.UpdateAsync(layer.Scope, layer.Name, stored => stored.Without(version), cancellation);

    /// <summary>Finds the versions that a function is to use, in the caller's order.</summary>
    public async ValueTask<IReadOnlyList<AttachedLayer>> AttachAsync(IReadOnlyList<string> arns, Call call)
    {
        if (arns.Count > MostLayers)
        {
            throw PackageErrors.TooManyLayers();
        }

        var attached = new List<AttachedLayer>(arns.Count);
        var seen = new Dictionary<LayerReference, string>();
        foreach (var arn in arns)
        {
            var (layer, number) = LayerReference.ReadVersion(arn, call);
            if (layer.Scope.Region != call.Region)
            {
                throw PackageErrors.LayerElsewhere(call.Region);
            }

            if (!seen.TryAdd(layer, arn))
            {
                throw PackageErrors.SameLayerTwice(arn, seen[layer]);
            }

            var version = await FindForAsync(layer, number, call) ?? throw PackageErrors.NoSuchLayerToUse(arn);
            attached.Add(new AttachedLayer(layer.VersionArn(number), version.Digest, version.CodeSize, version.UnzippedSize));
        }

        return attached;
    }
}
