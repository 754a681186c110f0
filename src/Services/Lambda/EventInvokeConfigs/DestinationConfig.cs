using System.Text.Json.Serialization;

namespace Gatehouse.Services.Lambda.EventInvokeConfigs;

/// <summary>Who is told how an event ended.</summary>
internal sealed record DestinationConfig
{
    public Destination? OnSuccess { get; init; }

    public Destination? OnFailure { get; init; }
}

internal sealed record Destination
{
    [JsonPropertyName("Destination")]
    public string? Arn { get; init; }
}
