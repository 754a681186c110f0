using Gatehouse.Services.Lambda.Naming;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>The settings of one qualifier, as every operation answers them.</summary>
internal sealed record FunctionEventInvokeConfig
{
    /// <summary>In seconds since 1970, unlike every other time of this service.</summary>
    public required double LastModified { get; init; }

    public required string FunctionArn { get; init; }

    public int? MaximumRetryAttempts { get; init; }

    public int? MaximumEventAgeInSeconds { get; init; }

    public required DestinationConfig DestinationConfig { get; init; }

    public static FunctionEventInvokeConfig Of(FunctionReference function, string qualifier, EventInvokeSettings settings) => new()
    {
        LastModified = settings.LastModified.ToUnixTimeMilliseconds() / 1000.0,
        FunctionArn = $"{function.Arn}:{qualifier}",
        MaximumRetryAttempts = settings.MaximumRetryAttempts,
        MaximumEventAgeInSeconds = settings.MaximumEventAgeInSeconds,
        // Both are always there, empty where nothing is configured: recorded.
        DestinationConfig = new DestinationConfig
        {
            OnSuccess = new Destination { Arn = settings.OnSuccess },
            OnFailure = new Destination { Arn = settings.OnFailure },
        },
    };
}
