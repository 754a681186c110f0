using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Aliases;

internal sealed record ListAliasesRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("FunctionVersion")] public string? FunctionVersion { get; init; }

    [Query("Marker")] public string? Marker { get; init; }

    [Query("MaxItems")] public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).FunctionVersion(FunctionVersion).MaxItems(MaxItems);
}

internal sealed record ListAliasesResponse(IReadOnlyList<AliasConfiguration> Aliases)
{
    public string? NextMarker { get; init; }
}

/// <summary>A function's aliases by name, or those of one version. See https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html.</summary>
internal sealed class ListAliases(FunctionCatalog catalog) : IOperation<ListAliasesRequest, ListAliasesResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2015-03-31/functions/{FunctionName}/aliases");

    public async ValueTask<ListAliasesResponse> InvokeAsync(ListAliasesRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        var function = await catalog.GetAsync(reference, call.Aborted);
        var aliases = function.Aliases.Values
            .Where(alias => request.FunctionVersion is null || alias.FunctionVersion == request.FunctionVersion)
            .Select(alias => AliasConfiguration.Of(reference, alias));
        var (items, next) = Paging.Cut(aliases, alias => alias.Name, request.Marker, request.MaxItems);
        return new ListAliasesResponse(items) { NextMarker = next };
    }
}
