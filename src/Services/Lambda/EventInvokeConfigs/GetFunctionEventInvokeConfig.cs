using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>How a function's events are delivered. See https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html.</summary>
internal sealed class GetFunctionEventInvokeConfig(FunctionCatalog catalog) : IOperation<QualifiedFunctionRequest, FunctionEventInvokeConfig>
{
    public OperationSpec Spec => OperationSpec.Get("/2019-09-25/functions/{FunctionName}/event-invoke-config");

    public async ValueTask<FunctionEventInvokeConfig> InvokeAsync(QualifiedFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var key = EventInvokeOwner.Key(reference);
        return (await catalog.FindAsync(reference, call.Aborted))?.EventInvoke.GetValueOrDefault(key) is { } settings
            ? FunctionEventInvokeConfig.Of(reference, key, settings)
            : throw LambdaErrors.NoEventInvokeConfig(reference.EffectiveArn);
    }
}
