using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>Puts the delivery of events back to the defaults. See https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html.</summary>
internal sealed class DeleteFunctionEventInvokeConfig(FunctionCatalog catalog, FunctionSlots slots) : IOperation<QualifiedFunctionRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2019-09-25/functions/{FunctionName}/event-invoke-config", 204);

    public async ValueTask<Nothing> InvokeAsync(QualifiedFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        slots.ThrowIfMissing(reference);
        var key = EventInvokeOwner.Key(reference);
        await catalog.ChangeAsync(
            reference,
            function => function.EventInvoke.ContainsKey(key) ? function.With(key, null) : throw LambdaErrors.NoEventInvokeConfig(reference.EffectiveArn),
            call.Aborted);
        return Nothing.Value;
    }
}
