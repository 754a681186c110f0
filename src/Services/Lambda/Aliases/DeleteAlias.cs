using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Aliases;

internal sealed record DeleteAliasRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Uri("Name")] public required string Name { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).AliasName(Name);
}

/// <summary>Deletes an alias; one that is not there is deleted already. See https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html.</summary>
internal sealed class DeleteAlias(FunctionCatalog catalog) : IOperation<DeleteAliasRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2015-03-31/functions/{FunctionName}/aliases/{Name}", 204);

    public async ValueTask<Nothing> InvokeAsync(DeleteAliasRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call) with { Qualifier = null };
        await catalog.ChangeAsync(reference, function => function.WithoutAlias(request.Name), call.Aborted);
        return Nothing.Value;
    }
}
