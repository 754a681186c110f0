using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

internal sealed record ListFunctionUrlConfigsResponse(IReadOnlyList<FunctionUrlConfig> FunctionUrlConfigs)
{
    public string? NextMarker { get; init; }
}

/// <summary>The URLs of a function and its aliases. See https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html.</summary>
internal sealed class ListFunctionUrlConfigs(FunctionCatalog catalog) : IOperation<FunctionPartListRequest, ListFunctionUrlConfigsResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2021-10-31/functions/{FunctionName}/urls");

    public async ValueTask<ListFunctionUrlConfigsResponse> InvokeAsync(FunctionPartListRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call) with { Qualifier = null };
        var function = await catalog.FindAsync(reference, call.Aborted) ?? throw LambdaErrors.ResourceNotFound();
        var (entries, next) = Paging.Cut(function.Urls, entry => entry.Key, request.Marker, request.MaxItems);
        return new ListFunctionUrlConfigsResponse([.. entries.Select(entry =>
            FunctionUrlConfig.Of(reference with { Qualifier = entry.Key == FunctionReference.Latest ? null : entry.Key }, entry.Value, call))])
        {
            NextMarker = next,
        };
    }
}
