using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RequestValidators;

internal sealed record GetRequestValidatorsRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

internal sealed record RequestValidatorList
{
    public string? Position { get; init; }

    public required IReadOnlyList<RequestValidator> Item { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidators.html.</summary>
internal sealed class GetRequestValidators(ApiTables tables) : IOperation<GetRequestValidatorsRequest, RequestValidatorList>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/requestvalidators");

    public async ValueTask<RequestValidatorList> InvokeAsync(GetRequestValidatorsRequest request, Call call)
    {
        var api = await tables.GetDefinitionAsync(call, request.RestApiId);
        var page = Paging.Take(api.RequestValidators.Values, validator => validator.Id, request.Position, request.Limit);
        return new RequestValidatorList { Position = page.Next, Item = page.Items };
    }
}
