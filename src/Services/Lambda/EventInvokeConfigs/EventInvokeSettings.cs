namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>How the events of one qualifier of a function are delivered, as it is kept.</summary>
internal sealed record EventInvokeSettings
{
    /// <summary>What counts where nothing is configured.</summary>
    public static EventInvokeSettings None { get; } = new();

    public int? MaximumRetryAttempts { get; init; }

    public int? MaximumEventAgeInSeconds { get; init; }

    /// <summary>The ARN of the function that is told of events that were processed.</summary>
    public string? OnSuccess { get; init; }

    /// <summary>The ARN of the function that is told of events that were given up.</summary>
    public string? OnFailure { get; init; }

    public DateTimeOffset LastModified { get; init; }
}
