using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

internal sealed record GetAuthorizersRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record AuthorizerList
{
    public string? Position { get; init; }

    public required IReadOnlyList<Authorizer> Item { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetAuthorizers.html.</summary>
internal sealed class GetAuthorizers(ApiTables tables) : IOperation<GetAuthorizersRequest, AuthorizerList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/authorizers");

    public async ValueTask<AuthorizerList> InvokeAsync(GetAuthorizersRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        var page = Paging.Take(api.Authorizers.Values, authorizer => authorizer.Id, request.Position, request.Limit);
        return new AuthorizerList { Position = page.Next, Item = page.Items };
    }
}
