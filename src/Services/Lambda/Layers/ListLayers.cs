using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed record ListLayersRequest : IConstrained
{
    [Query("CompatibleRuntime")] public string? CompatibleRuntime { get; init; }

    [Query("CompatibleArchitecture")] public string? CompatibleArchitecture { get; init; }

    [Query("Marker")] public string? Marker { get; init; }

    [Query("MaxItems")] public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.Compatible(CompatibleRuntime, CompatibleArchitecture).Range(MaxItems, 1, 50);
}

internal sealed record ListLayersResponse(IReadOnlyList<LayersListItem> Layers)
{
    public string? NextMarker { get; init; }
}

internal sealed record LayersListItem(string LayerName, string LayerArn, LayerVersionsListItem LatestMatchingVersion);

/// <summary>The layers of an account and region that suit, each with its newest version that does. See https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html.</summary>
internal sealed class ListLayers(LayerCatalog layers) : IOperation<ListLayersRequest, ListLayersResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2018-10-31/layers");

    public async ValueTask<ListLayersResponse> InvokeAsync(ListLayersRequest request, Call call)
    {
        var items = new List<LayersListItem>();
        foreach (var stored in await layers.ListAsync(call.Scope, call.Aborted))
        {
            var layer = new LayerReference(call.Scope, stored.Name);
            if (LayerVersionsListItem.Matching(layer, stored, request.CompatibleRuntime, request.CompatibleArchitecture).FirstOrDefault() is { } latest)
            {
                items.Add(new LayersListItem(layer.Name, layer.Arn, latest));
            }
        }

        var (page, next) = Paging.Cut(items, item => item.LayerName, request.Marker, request.MaxItems);
        return new ListLayersResponse(page) { NextMarker = next };
    }
}
