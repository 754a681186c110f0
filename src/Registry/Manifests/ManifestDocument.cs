using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatehouse.Registry.Manifests;

/// <summary>The members of a manifest or an index that the registry reads.</summary>
public sealed record ManifestDocument
{
    public int? SchemaVersion { get; init; }

    public string? MediaType { get; init; }

    public string? ArtifactType { get; init; }

    public Descriptor? Config { get; init; }

    public IReadOnlyList<Descriptor>? Layers { get; init; }

    public IReadOnlyList<Descriptor>? Manifests { get; init; }

    public Descriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Reads a manifest. Null, and why, when it is not JSON of this form.</summary>
    public static ManifestDocument? Read(ReadOnlySpan<byte> bytes, out string why)
    {
        why = "";
        try
        {
            if (JsonSerializer.Deserialize(bytes, ManifestJson.Strict.ManifestDocument) is { } document)
            {
                return document;
            }

            why = "The manifest is null";
        }
        catch (JsonException malformed)
        {
            why = $"The manifest cannot be read: {malformed.Message}";
        }

        return null;
    }
}

/// <summary>What a manifest says about a piece of content.</summary>
public sealed record Descriptor
{
    public string? MediaType { get; init; }

    public string? Digest { get; init; }

    public long? Size { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ManifestDocument))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    // A member given twice means one thing to us and another to whoever runs the image.
    public static ManifestJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
    });
}
