using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Versions;

internal sealed record ListVersionsByFunctionRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Marker")] public string? Marker { get; init; }

    [Query("MaxItems")] public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.NamespacedFunctionName(FunctionName).MaxItems(MaxItems);
}

internal sealed record ListVersionsByFunctionResponse(IReadOnlyList<FunctionConfiguration> Versions)
{
    public string? NextMarker { get; init; }
}

/// <summary><c>$LATEST</c> and every version, oldest first. See https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html.</summary>
internal sealed class ListVersionsByFunction(FunctionCatalog catalog) : IOperation<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2015-03-31/functions/{FunctionName}/versions");

    public async ValueTask<ListVersionsByFunctionResponse> InvokeAsync(ListVersionsByFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        var function = await catalog.GetAsync(reference, call.Aborted);
        var after = Paging.After(request.Marker);
        var limit = Paging.Limit(request.MaxItems);
        var revisions = new List<Revision>();
        if (after is null)
        {
            revisions.Add(function.Latest);
        }

        var page = await catalog.ListVersionsAsync(reference, after, limit - revisions.Count, call.Aborted);
        revisions.AddRange(page.Items);
        // A page of one that $LATEST fills: the versions start on the next.
        var next = page.Next ?? (revisions.Count == limit && page.Items.Count == 0 && function.LastVersion > 0 && after is null ? "0" : null);
        return new ListVersionsByFunctionResponse(
            [.. revisions.Select(revision => FunctionConfiguration.Of(reference.Scope, function.Name, revision, revision.Version).WithoutState())])
        {
            NextMarker = Paging.Marker(next),
        };
    }
}
