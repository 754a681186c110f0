using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

internal sealed record ListFunctionEventInvokeConfigsRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Marker")] public string? Marker { get; init; }

    [Query("MaxItems")] public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.NamespacedFunctionName(FunctionName).Range(MaxItems, 1, 50);
}

internal sealed record ListFunctionEventInvokeConfigsResponse(IReadOnlyList<FunctionEventInvokeConfig> FunctionEventInvokeConfigs)
{
    public string? NextMarker { get; init; }
}

/// <summary>How events are delivered to each qualifier that has settings. See https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html.</summary>
internal sealed class ListFunctionEventInvokeConfigs(FunctionCatalog catalog) : IOperation<ListFunctionEventInvokeConfigsRequest, ListFunctionEventInvokeConfigsResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2019-09-25/functions/{FunctionName}/event-invoke-config/list");

    public async ValueTask<ListFunctionEventInvokeConfigsResponse> InvokeAsync(ListFunctionEventInvokeConfigsRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        var function = await catalog.FindAsync(reference, call.Aborted) ?? throw LambdaErrors.EventInvokeFunctionMissing();
        var all = function.EventInvoke.Select(entry => FunctionEventInvokeConfig.Of(reference, entry.Key, entry.Value));
        var (items, next) = Paging.Cut(all, config => config.FunctionArn, request.Marker, request.MaxItems);
        return new ListFunctionEventInvokeConfigsResponse(items) { NextMarker = next };
    }
}
