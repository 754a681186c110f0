using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RequestValidators;

internal sealed record GetRequestValidatorRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("requestvalidator_id")] public required string RequestValidatorId { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidator.html.</summary>
internal sealed class GetRequestValidator(ApiTables tables) : IOperation<GetRequestValidatorRequest, RequestValidator>
{
    public OperationSpec Spec => OperationSpec.Get("/restapis/{restapi_id}/requestvalidators/{requestvalidator_id}");

    public async ValueTask<RequestValidator> InvokeAsync(GetRequestValidatorRequest request, Call call) =>
        (await tables.GetDefinitionAsync(call, request.RestApiId)).RequestValidators.GetValueOrDefault(request.RequestValidatorId)
        ?? throw ApiGatewayErrors.ValidatorNotFound();
}
