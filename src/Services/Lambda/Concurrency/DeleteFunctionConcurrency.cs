using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Concurrency;

internal sealed record DeleteFunctionConcurrencyRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName);
}

/// <summary>Takes a function's reservation away. See https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html.</summary>
internal sealed class DeleteFunctionConcurrency(FunctionCatalog catalog) : IOperation<DeleteFunctionConcurrencyRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2017-10-31/functions/{FunctionName}/concurrency", 204);

    public async ValueTask<Nothing> InvokeAsync(DeleteFunctionConcurrencyRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        if (reference.Qualifier is not null)
        {
            throw LambdaErrors.QualifiedConcurrency();
        }

        await catalog.ChangeAsync(reference, function => function with { ReservedConcurrency = null }, call.Aborted);
        return Nothing.Value;
    }
}
