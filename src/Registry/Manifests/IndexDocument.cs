using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatehouse.Registry.Manifests;

/// <summary>What an index says of the images in it; a push needs less of it than who picks one of them.</summary>
public sealed record IndexDocument(IReadOnlyList<IndexEntry> Entries)
{
    /// <summary>Null when it is not an index of this form.</summary>
    public static IndexDocument? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, IndexJson.Strict.WrittenIndex)?.Manifests is { } entries ? new IndexDocument(entries) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One manifest of an index.</summary>
public sealed record IndexEntry
{
    public string? MediaType { get; init; }

    public string? Digest { get; init; }

    public Platform? Platform { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>BuildKit puts what it attests beside the images, as a manifest of no platform.</summary>
    [JsonIgnore]
    public bool IsAttestation =>
        Annotations?.GetValueOrDefault("vnd.docker.reference.type") == "attestation-manifest" || Platform is { Os: "unknown", Architecture: "unknown" };
}

/// <summary>Where an image runs, in Go's words: <c>linux</c>, <c>amd64</c>.</summary>
public sealed record Platform(string? Os, string? Architecture);

internal sealed record WrittenIndex(IReadOnlyList<IndexEntry>? Manifests);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WrittenIndex))]
internal sealed partial class IndexJson : JsonSerializerContext
{
    // As for manifests: no two readings of one index.
    public static IndexJson Strict { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, AllowDuplicateProperties = false });
}
