using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Concurrency;

internal sealed record GetFunctionConcurrencyRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName);
}

/// <summary>A function's reserved concurrency; an empty answer when it has none. See https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html.</summary>
internal sealed class GetFunctionConcurrency(FunctionCatalog catalog) : IOperation<GetFunctionConcurrencyRequest, ConcurrencySettings>
{
    public OperationSpec Spec => OperationSpec.Get("/2019-09-30/functions/{FunctionName}/concurrency");

    public async ValueTask<ConcurrencySettings> InvokeAsync(GetFunctionConcurrencyRequest request, Call call)
    {
        var function = await catalog.GetAsync(FunctionReference.Read(request.FunctionName, null, call), call.Aborted);
        return new ConcurrencySettings { ReservedConcurrentExecutions = function.ReservedConcurrency };
    }
}
