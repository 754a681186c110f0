using System.Text.Json.Serialization;

namespace Gatehouse.Services.Ecr.Tags;

/// <summary>A resource tag. ECR spells its members with capitals, unlike everything else of its own.</summary>
internal sealed record Tag
{
    [JsonPropertyName("Key")] public required string Key { get; init; }

    [JsonPropertyName("Value")] public required string Value { get; init; }
}
