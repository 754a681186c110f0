using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>What Put and Update take alike.</summary>
internal sealed record ChangeEventInvokeConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    public int? MaximumRetryAttempts { get; init; }

    public int? MaximumEventAgeInSeconds { get; init; }

    public DestinationConfig? DestinationConfig { get; init; }

    public void Constrain(Violations check) => check
        .NamespacedFunctionName(FunctionName)
        .Qualifier(Qualifier)
        .Range(MaximumRetryAttempts, 0, 2)
        .Range(MaximumEventAgeInSeconds, 60, 21600)
        .Destinations(DestinationConfig);

    public void ThrowIfEmpty()
    {
        if (MaximumRetryAttempts is null && MaximumEventAgeInSeconds is null && DestinationConfig is null)
        {
            throw LambdaErrors.EmptyEventInvokeConfig();
        }
    }
}
