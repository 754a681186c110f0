using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Concurrency;

internal sealed record PutFunctionConcurrencyRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public required int ReservedConcurrentExecutions { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).Range(ReservedConcurrentExecutions, 0, int.MaxValue);
}

/// <summary>Reserves and limits how many invocations a function has at once. See https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html.</summary>
internal sealed class PutFunctionConcurrency(FunctionCatalog catalog, Reservations reservations) : IOperation<PutFunctionConcurrencyRequest, ConcurrencySettings>
{
    public OperationSpec Spec => OperationSpec.Put("/2017-10-31/functions/{FunctionName}/concurrency");

    public async ValueTask<ConcurrencySettings> InvokeAsync(PutFunctionConcurrencyRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        if (reference.Qualifier is not null)
        {
            throw LambdaErrors.QualifiedConcurrency();
        }

        if (await catalog.FindAsync(reference, call.Aborted) is null)
        {
            throw LambdaErrors.FunctionNotFound(reference.EffectiveArn);
        }

        await reservations.ChangeAsync(
            reference, function => function with { ReservedConcurrency = request.ReservedConcurrentExecutions }, LambdaErrors.TooMuchReserved, call.Aborted);
        return new ConcurrencySettings { ReservedConcurrentExecutions = request.ReservedConcurrentExecutions };
    }
}
