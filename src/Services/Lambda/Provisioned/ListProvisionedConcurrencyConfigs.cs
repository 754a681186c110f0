using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Provisioned;

internal sealed record ListProvisionedConcurrencyConfigsResponse(IReadOnlyList<ProvisionedConcurrencyConfigListItem> ProvisionedConcurrencyConfigs)
{
    public string? NextMarker { get; init; }
}

/// <summary>What each version and alias of a function keeps ready. See https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html.</summary>
internal sealed class ListProvisionedConcurrencyConfigs(FunctionCatalog catalog, FunctionSlots slots)
    : IOperation<FunctionPartListRequest, ListProvisionedConcurrencyConfigsResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL");

    public async ValueTask<ListProvisionedConcurrencyConfigsResponse> InvokeAsync(FunctionPartListRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        var function = await catalog.GetAsync(reference, call.Aborted);
        var (entries, next) = Paging.Cut(function.Provisioned, entry => entry.Key, request.Marker, request.MaxItems);
        return new ListProvisionedConcurrencyConfigsResponse([.. entries.Select(entry =>
        {
            var qualified = reference with { Qualifier = entry.Key };
            return ProvisionedConcurrencyConfigListItem.Of(qualified.QualifiedArn, ProvisionedConcurrencyConfig.Of(qualified, function, entry.Value, slots));
        })])
        {
            NextMarker = next,
        };
    }
}
