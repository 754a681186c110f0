using System.Globalization;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed record ListLayerVersionsRequest : IConstrained
{
    [Uri("LayerName")] public required string LayerName { get; init; }

    [Query("CompatibleRuntime")] public string? CompatibleRuntime { get; init; }

    [Query("CompatibleArchitecture")] public string? CompatibleArchitecture { get; init; }

    [Query("Marker")] public string? Marker { get; init; }

    [Query("MaxItems")] public int? MaxItems { get; init; }

    public void Constrain(Violations check) =>
        LayerReference.CheckName(check, LayerName).Compatible(CompatibleRuntime, CompatibleArchitecture).Range(MaxItems, 1, 50);
}

internal sealed record ListLayerVersionsResponse(IReadOnlyList<LayerVersionsListItem> LayerVersions)
{
    public string? NextMarker { get; init; }
}

/// <summary>The versions of a layer, newest first; none for a layer that is not there. See https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html.</summary>
internal sealed class ListLayerVersions(LayerCatalog layers) : IOperation<ListLayerVersionsRequest, ListLayerVersionsResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2018-10-31/layers/{LayerName}/versions");

    public async ValueTask<ListLayerVersionsResponse> InvokeAsync(ListLayerVersionsRequest request, Call call)
    {
        var layer = LayerReference.ReadOwn(request.LayerName, call);
        var stored = await layers.FindAsync(layer, call.Aborted) ?? new StoredLayer { Name = layer.Name };
        var (page, next) = Paging.Cut(
            LayerVersionsListItem.Matching(layer, stored, request.CompatibleRuntime, request.CompatibleArchitecture),
            item => item.Version.ToString(CultureInfo.InvariantCulture),
            request.Marker,
            request.MaxItems);
        return new ListLayerVersionsResponse(page) { NextMarker = next };
    }
}
