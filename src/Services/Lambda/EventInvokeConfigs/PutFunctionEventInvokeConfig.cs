using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>Sets how events are delivered; what is not given is as if never set. See https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html.</summary>
internal sealed class PutFunctionEventInvokeConfig(FunctionCatalog catalog, FunctionSlots slots) : IOperation<ChangeEventInvokeConfigRequest, FunctionEventInvokeConfig>
{
    public OperationSpec Spec => OperationSpec.Put("/2019-09-25/functions/{FunctionName}/event-invoke-config");

    public async ValueTask<FunctionEventInvokeConfig> InvokeAsync(ChangeEventInvokeConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        slots.ThrowIfMissing(reference);
        request.ThrowIfEmpty();
        var settings = new EventInvokeSettings
        {
            MaximumRetryAttempts = request.MaximumRetryAttempts,
            MaximumEventAgeInSeconds = request.MaximumEventAgeInSeconds,
            OnSuccess = EventInvokeLimits.Usable(request.DestinationConfig?.OnSuccess?.Arn, reference, slots),
            OnFailure = EventInvokeLimits.Usable(request.DestinationConfig?.OnFailure?.Arn, reference, slots),
            LastModified = call.Time,
        };
        await catalog.ChangeAsync(reference, function => function.With(EventInvokeOwner.Key(reference), settings), call.Aborted);
        return FunctionEventInvokeConfig.Of(reference, EventInvokeOwner.Key(reference), settings);
    }
}
