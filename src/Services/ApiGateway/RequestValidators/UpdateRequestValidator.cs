using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RequestValidators;

internal sealed record UpdateRequestValidatorRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("requestvalidator_id")] public required string RequestValidatorId { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRequestValidator.html.</summary>
internal sealed class UpdateRequestValidator(ApiTables tables) : IOperation<UpdateRequestValidatorRequest, RequestValidator>
{
    private static readonly PatchTable<RequestValidator> Patches = new PatchTable<RequestValidator>(PatchWording.ListsPaths)
        .Replace("/name", (validator, value) => validator with { Name = string.IsNullOrEmpty(value) ? throw ApiGatewayErrors.BlankValidatorName() : value })
        .Replace("/validateRequestParameters", (validator, value) => validator with { ValidateRequestParameters = PatchValue.Flag(value) })
        .Replace("/validateRequestBody", (validator, value) => validator with { ValidateRequestBody = PatchValue.Flag(value) });

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/requestvalidators/{requestvalidator_id}");

    public async ValueTask<RequestValidator> InvokeAsync(UpdateRequestValidatorRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            var validator = api.RequestValidators.GetValueOrDefault(request.RequestValidatorId) ?? throw ApiGatewayErrors.ValidatorNotFound();
            return api.RequestValidators[validator.Id] = Patches.Apply(validator, request.PatchOperations);
        });
}
