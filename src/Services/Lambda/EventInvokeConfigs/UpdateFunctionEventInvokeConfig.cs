using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>Changes what is given of how events are delivered. See https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html.</summary>
internal sealed class UpdateFunctionEventInvokeConfig(FunctionCatalog catalog, FunctionSlots slots) : IOperation<ChangeEventInvokeConfigRequest, FunctionEventInvokeConfig>
{
    public OperationSpec Spec => OperationSpec.Post("/2019-09-25/functions/{FunctionName}/event-invoke-config");

    public async ValueTask<FunctionEventInvokeConfig> InvokeAsync(ChangeEventInvokeConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        slots.ThrowIfMissing(reference);
        request.ThrowIfEmpty();
        var key = EventInvokeOwner.Key(reference);
        var onSuccess = EventInvokeLimits.Usable(request.DestinationConfig?.OnSuccess?.Arn, reference, slots);
        var onFailure = EventInvokeLimits.Usable(request.DestinationConfig?.OnFailure?.Arn, reference, slots);
        var changed = await catalog.ChangeAsync(reference, function =>
        {
            var current = function.EventInvoke.GetValueOrDefault(key) ?? throw LambdaErrors.NoEventInvokeConfig(reference.EffectiveArn);
            return function.With(key, new EventInvokeSettings
            {
                MaximumRetryAttempts = request.MaximumRetryAttempts ?? current.MaximumRetryAttempts,
                MaximumEventAgeInSeconds = request.MaximumEventAgeInSeconds ?? current.MaximumEventAgeInSeconds,
                // An empty ARN takes a destination away.
                OnSuccess = request.DestinationConfig?.OnSuccess?.Arn is null ? current.OnSuccess : onSuccess,
                OnFailure = request.DestinationConfig?.OnFailure?.Arn is null ? current.OnFailure : onFailure,
                LastModified = call.Time,
            });
        }, call.Aborted);
        return FunctionEventInvokeConfig.Of(reference, key, changed.EventInvoke[key]);
    }
}
