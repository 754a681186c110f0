using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Provisioned;

internal sealed record DeleteProvisionedConcurrencyConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public required string Qualifier { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).VersionOrAlias(Qualifier);
}

/// <summary>Keeps no sandboxes ready any more; nothing kept is no error. See https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html.</summary>
internal sealed class DeleteProvisionedConcurrencyConfig(FunctionCatalog catalog) : IOperation<DeleteProvisionedConcurrencyConfigRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2019-09-30/functions/{FunctionName}/provisioned-concurrency", 204);

    public async ValueTask<Nothing> InvokeAsync(DeleteProvisionedConcurrencyConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        await reference.GetFunctionAsync(catalog, call.Aborted);
        await catalog.ChangeAsync(reference, function => function.With(reference.Qualifier!, (ProvisionedSettings?)null), call.Aborted);
        return Nothing.Value;
    }
}
