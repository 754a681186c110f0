using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal sealed partial record ListFunctionsRequest : IConstrained
{
    [Query("MasterRegion")] public string? MasterRegion { get; init; }

    [Query("FunctionVersion")] public string? FunctionVersion { get; init; }

    [Query("Marker")] public string? Marker { get; init; }

    [Query("MaxItems")] public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check
        .Pattern(MasterRegion, Region(), @"ALL|[a-z]{2}(-gov)?-[a-z]+-\d{1}", "masterRegion")
        .OneOf(FunctionVersion, ["ALL"], "functionVersion")
        .MaxItems(MaxItems);

    [GeneratedRegex(@"^(ALL|[a-z]{2}(-gov)?-[a-z]+-\d)\z", RegexOptions.ECMAScript)]
    private static partial Regex Region();
}

internal sealed record ListFunctionsResponse(IReadOnlyList<FunctionConfiguration> Functions)
{
    public string? NextMarker { get; init; }
}

/// <summary>The functions of an account and region, with all their versions if asked. See https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html.</summary>
internal sealed class ListFunctions(FunctionCatalog catalog) : IOperation<ListFunctionsRequest, ListFunctionsResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2015-03-31/functions");

    public async ValueTask<ListFunctionsResponse> InvokeAsync(ListFunctionsRequest request, Call call)
    {
        // A master region asks for copies that Lambda@Edge made; there are none.
        if (request.MasterRegion is not null)
        {
            return new ListFunctionsResponse([]);
        }

        if (request.FunctionVersion is not null)
        {
            var (items, next) = Paging.Cut(await ListAllVersionsAsync(call), item => item.FunctionArn, request.Marker, request.MaxItems);
            return new ListFunctionsResponse(items) { NextMarker = next };
        }

        var page = await catalog.ListAsync(call.Scope, Paging.After(request.Marker), Paging.Limit(request.MaxItems), call.Aborted);
        return new ListFunctionsResponse([.. page.Items.Select(function => FunctionConfiguration.Of(call.Scope, function.Name, function.Latest, null).WithoutState())])
        {
            NextMarker = Paging.Marker(page.Next),
        };
    }

    private async ValueTask<List<FunctionConfiguration>> ListAllVersionsAsync(Call call)
    {
        var all = new List<FunctionConfiguration>();
        foreach (var function in (await catalog.ListAsync(call.Scope, null, int.MaxValue, call.Aborted)).Items)
        {
            var reference = new FunctionReference(call.Scope, function.Name, null);
            Revision[] revisions = [function.Latest, .. (await catalog.ListVersionsAsync(reference, null, int.MaxValue, call.Aborted)).Items];
            all.AddRange(revisions.Select(revision => FunctionConfiguration.Of(call.Scope, function.Name, revision, revision.Version).WithoutState()));
        }

        return all;
    }
}
