using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RestApis;

internal sealed record GetRestApisRequest
{
    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record RestApiList
{
    public string? Position { get; init; }

    public required IReadOnlyList<RestApi> Item { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApis.html.</summary>
internal sealed class GetRestApis(ApiTables tables) : IOperation<GetRestApisRequest, RestApiList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis");

    public async ValueTask<RestApiList> InvokeAsync(GetRestApisRequest request, Call call)
    {
        var page = await tables.Apis.ListAsync(call.Scope, "", Paging.After(request.Position), Paging.Limit(request.Limit));
        return new RestApiList { Position = page.Next is { } next ? PageToken.For(next) : null, Item = [.. page.Items.Select(api => api.Shown())] };
    }
}
