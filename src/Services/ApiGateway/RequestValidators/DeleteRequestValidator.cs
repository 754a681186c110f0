using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RequestValidators;

internal sealed record DeleteRequestValidatorRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("requestvalidator_id")] public required string RequestValidatorId { get; init; }
}

/// <summary>Deletes a validator; methods that named it validate nothing any more. See https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRequestValidator.html.</summary>
internal sealed class DeleteRequestValidator(ApiTables tables) : IOperation<DeleteRequestValidatorRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/restapis/{restapi_id}/requestvalidators/{requestvalidator_id}", 202);

    public async ValueTask<Nothing> InvokeAsync(DeleteRequestValidatorRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            if (!api.RequestValidators.Remove(request.RequestValidatorId))
            {
                throw ApiGatewayErrors.ValidatorNotFound();
            }

            foreach (var resource in api.Resources.Values.ToList())
            {
                foreach (var (verb, method) in resource.ResourceMethods ?? [])
                {
                    if (method.RequestValidatorId == request.RequestValidatorId)
                    {
                        api.Resources[resource.Id] = api.Resources[resource.Id].WithMethod(verb, method with { RequestValidatorId = null });
                    }
                }
            }

            return Nothing.Value;
        });
}
