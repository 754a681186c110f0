using System.Text.Json.Serialization;

namespace Gatehouse.Sandbox.Images;

/// <summary>An OCI image manifest, or Docker's version 2 schema 2, which has the same members.</summary>
internal sealed record ImageManifest(int SchemaVersion, string? MediaType, BlobDescriptor? Config, IReadOnlyList<BlobDescriptor>? Layers)
{
    /// <summary>Only an index has these.</summary>
    public IReadOnlyList<BlobDescriptor>? Manifests { get; init; }
}

internal sealed record BlobDescriptor(string? MediaType, string? Digest, long Size);

/// <summary>The image configuration, in both formats.</summary>
internal sealed record ImageConfiguration(string? Architecture, string? Os, ProcessConfiguration? Config, RootFilesystem? Rootfs);

internal sealed record RootFilesystem(string? Type, [property: JsonPropertyName("diff_ids")] IReadOnlyList<string>? DiffIds);

/// <summary>The members of the image's config that Lambda honours.</summary>
internal sealed record ProcessConfiguration
{
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Environment { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? EntryPoint { get; init; }

    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Command { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDirectory { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageConfiguration))]
internal sealed partial class ImageDocumentsJson : JsonSerializerContext;
