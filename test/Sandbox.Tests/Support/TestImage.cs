using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gatehouse.Sandbox.Images;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>Builds images in memory, well-formed or not, and serves them as the registry would.</summary>
internal sealed class TestImage : IImageSource
{
    internal const string GzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
    internal const string PlainLayer = "application/vnd.oci.image.layer.v1.tar";
    internal const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    internal const string Repository = "000000000000/us-east-1/test";

    private readonly Dictionary<string, byte[]> _blobs = [];
    private int _blobReads;
    private readonly JsonArray _layers = [];
    private readonly JsonArray _diffIds = [];

    internal int BlobReads => _blobReads;

    internal string[]? EntryPoint { get; init; }

    internal string[]? Command { get; init; }

    internal string[] Environment { get; init; } = [];

    internal string? WorkingDirectory { get; init; }

    internal string MediaType { get; init; } = "application/vnd.oci.image.manifest.v1+json";

    internal string Architecture { get; init; } = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    internal string? WrongDiffId { get; init; }

    internal TestImage Layer(Action<TarWriter> fill, string mediaType = GzipLayer)
    {
        var plain = new MemoryStream();
        using (var tar = new TarWriter(plain, TarEntryFormat.Pax, leaveOpen: true))
        {
            fill(tar);
        }

        return RawLayer(plain.ToArray(), mediaType);
    }

    internal TestImage RawLayer(byte[] plain, string mediaType = GzipLayer)
    {
        var packed = mediaType.EndsWith("gzip", StringComparison.Ordinal) ? Gzip(plain) : mediaType.EndsWith("zstd", StringComparison.Ordinal) ? Tools.Zstandard(plain) : plain;
        _layers.Add((JsonNode)new JsonObject { ["mediaType"] = mediaType, ["digest"] = Add(packed), ["size"] = packed.Length });
        _diffIds.Add((JsonNode)(WrongDiffId ?? DigestOf(plain)));
        return this;
    }

    internal ImageReference Build()
    {
        var config = new JsonObject
        {
            ["architecture"] = Architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["Entrypoint"] = Strings(EntryPoint),
                ["Cmd"] = Strings(Command),
                ["Env"] = Strings(Environment),
                ["WorkingDir"] = WorkingDirectory,
            },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = _diffIds.DeepClone() },
        };
        var configBytes = Encoding.UTF8.GetBytes(config.ToJsonString());
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaType,
            ["config"] = new JsonObject { ["mediaType"] = "application/vnd.oci.image.config.v1+json", ["digest"] = Add(configBytes), ["size"] = configBytes.Length },
            ["layers"] = _layers.DeepClone(),
        };
        return Raw(manifest.ToJsonString());
    }

    internal ImageReference Raw(string manifest) => new(Repository, Add(Encoding.UTF8.GetBytes(manifest)));

    internal void Lose(string digest) => _blobs.Remove(digest);

    /// <summary>As when the image is deleted from its repository.</summary>
    internal void LoseEverything() => _blobs.Clear();

    internal string LayerDigest(int index) => _layers[index]!["digest"]!.GetValue<string>();

    /// <summary>Puts other bytes under a digest; returns those that were there.</summary>
    internal byte[] Corrupt(string digest, byte[] bytes)
    {
        var before = _blobs[digest];
        _blobs[digest] = bytes;
        return before;
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string repository, string digest, CancellationToken cancellation) =>
        new(_blobs.TryGetValue(digest, out var bytes) ? bytes : (ReadOnlyMemory<byte>?)null);

    public ValueTask<Stream?> OpenBlobAsync(string repository, string digest, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _blobReads);
        return new(_blobs.TryGetValue(digest, out var bytes) ? new MemoryStream(bytes) : null);
    }

    /// <summary>The actor as the only file of an image.</summary>
    internal static TestImage Actor(params string[] arguments) =>
        new TestImage { EntryPoint = ["/actor"], Command = arguments, Environment = ["FROM_IMAGE=yes", "BOTH=image"] }.Layer(tar => tar.Program("actor", Tools.Actor));

    private string Add(byte[] bytes)
    {
        var digest = DigestOf(bytes);
        _blobs[digest] = bytes;
        return digest;
    }

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Gzip(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private static JsonArray? Strings(string[]? values) => values is null ? null : [.. values.Select(value => (JsonNode)value)];
}
