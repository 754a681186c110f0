using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RequestValidators;

internal sealed record CreateRequestValidatorRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    public string? Name { get; init; }

    public bool? ValidateRequestBody { get; init; }

    public bool? ValidateRequestParameters { get; init; }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRequestValidator.html.</summary>
internal sealed class CreateRequestValidator(ApiTables tables) : IOperation<CreateRequestValidatorRequest, RequestValidator>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/requestvalidators", 201);

    public async ValueTask<RequestValidator> InvokeAsync(CreateRequestValidatorRequest request, Call call)
    {
        if (request.Name is "")
        {
            throw ApiGatewayErrors.BlankValidatorName();
        }

        return await tables.ChangeAsync(
            call,
            request.RestApiId,
            api =>
            {
                var id = Ids.Lower(6);
                while (api.RequestValidators.ContainsKey(id))
                {
                    id = Ids.Lower(6);
                }

                return api.RequestValidators[id] = new RequestValidator
                {
                    Id = id,
                    Name = request.Name,
                    ValidateRequestBody = request.ValidateRequestBody ?? false,
                    ValidateRequestParameters = request.ValidateRequestParameters ?? false,
                };
            },
            ApiGatewayErrors.ValidatorOfUnknownApi());
    }
}
