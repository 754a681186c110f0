using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Provisioned;

internal sealed record GetProvisionedConcurrencyConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public required string Qualifier { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).VersionOrAlias(Qualifier);
}

/// <summary>How many sandboxes are kept ready, and how many are. See https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html.</summary>
internal sealed class GetProvisionedConcurrencyConfig(FunctionCatalog catalog, FunctionSlots slots) : IOperation<GetProvisionedConcurrencyConfigRequest, ProvisionedConcurrencyConfig>
{
    public OperationSpec Spec => OperationSpec.Get("/2019-09-30/functions/{FunctionName}/provisioned-concurrency");

    public async ValueTask<ProvisionedConcurrencyConfig> InvokeAsync(GetProvisionedConcurrencyConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var function = await reference.GetFunctionAsync(catalog, call.Aborted);
        return function.Provisioned.TryGetValue(reference.Qualifier!, out var settings)
            ? ProvisionedConcurrencyConfig.Of(reference, function, settings, slots)
            : throw LambdaErrors.NothingProvisioned();
    }
}
