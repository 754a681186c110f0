using Gatehouse.Services.Lambda.Concurrency;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Provisioned;

internal sealed record PutProvisionedConcurrencyConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public required string Qualifier { get; init; }

    public required int ProvisionedConcurrentExecutions { get; init; }

    public void Constrain(Violations check) =>
        check.FunctionName(FunctionName).VersionOrAlias(Qualifier).Range(ProvisionedConcurrentExecutions, 1, int.MaxValue);
}

/// <summary>Keeps sandboxes of a version or alias ready. See https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html.</summary>
internal sealed class PutProvisionedConcurrencyConfig(FunctionCatalog catalog, Reservations reservations, FunctionSlots slots)
    : IOperation<PutProvisionedConcurrencyConfigRequest, ProvisionedConcurrencyConfig>
{
    public OperationSpec Spec => OperationSpec.Put("/2019-09-30/functions/{FunctionName}/provisioned-concurrency", 202);

    public async ValueTask<ProvisionedConcurrencyConfig> InvokeAsync(PutProvisionedConcurrencyConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        await reference.GetFunctionAsync(catalog, call.Aborted);
        var settings = new ProvisionedSettings(request.ProvisionedConcurrentExecutions, call.Time);
        var changed = await reservations.ChangeAsync(reference, function => function.With(reference.Qualifier!, settings), LambdaErrors.TooMuchProvisioned, call.Aborted);
        // The answer is of the moment before the first of them has started, as AWS's is.
        return ProvisionedConcurrencyConfig.Of(reference, changed, settings, slots) with { Status = "IN_PROGRESS", StatusReason = null };
    }
}
