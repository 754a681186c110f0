using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Images;

/// <summary>An image with a shell, a function in it that leaves a trace of every event, and as much besides as takes a while to unpack.</summary>
internal static class WitnessImage
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private static string Architecture => JobsApi.Architecture == "arm64" ? "arm64" : "amd64";

    /// <summary>The repository must exist.</summary>
    public static async Task PushAsync(StoryServer server, string destination, string version, int files = 1, params string[] options) =>
        await server.Tool.RunAsync(
            "skopeo",
            ["copy", "--quiet", "--dest-tls-verify=false", "--dest-creds", await server.CredentialsAsync(), .. options, $"oci:{Write(server, version, files)}:image", $"docker://{server.Registry}/{destination}"]);

    /// <summary>An OCI layout of it. With an attestation it is an index, as BuildKit makes them.</summary>
    /// <param name="architecture">In Go's words; this machine's, if none is named.</param>
    public static string Write(StoryServer server, string version, int files = 1, bool isAttested = false, string? architecture = null)
    {
        var layout = server.In($"witness-{version}");
        Directory.CreateDirectory(Path.Combine(layout, "blobs/sha256"));
        var function = Layer(tar =>
        {
            Add(tar, "bin/busybox", File.ReadAllBytes("/bin/busybox"));
            Add(tar, "bin/function.sh", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Images/witness.sh")));
        });
        var rest = Layer(tar =>
        {
            for (var number = 0; number < files; number++)
            {
                Add(tar, $"rest/{version}/{number % 50}/{number}", RandomNumberGenerator.GetBytes(20_000));
            }
        });
        var config = Blob(layout, Encoding.UTF8.GetBytes($$"""
            {"architecture":"{{architecture ?? Architecture}}","os":"linux",
             "config":{"Entrypoint":["/bin/busybox","sh","/bin/function.sh"],"Env":["PATH=/bin","VERSION={{version}}"]},
             "rootfs":{"type":"layers","diff_ids":["{{function.DiffId}}","{{rest.DiffId}}"] } }
            """), "application/vnd.oci.image.config.v1+json");
        var image = Blob(layout, Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = config,
            ["layers"] = new JsonArray(LayerBlob(function.Packed), LayerBlob(rest.Packed)),
        }.ToJsonString()), Manifest);
        if (isAttested)
        {
            image = Index(layout, image, config);
        }

        image["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "image" };
        File.WriteAllText(Path.Combine(layout, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(Path.Combine(layout, "index.json"), new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(image) }.ToJsonString());
        return layout;

        JsonObject LayerBlob(byte[] packed) => Blob(layout, packed, "application/vnd.oci.image.layer.v1.tar+gzip");
    }

    private static JsonObject Index(string layout, JsonObject image, JsonObject config)
    {
        image["platform"] = new JsonObject { ["architecture"] = Architecture, ["os"] = "linux" };
        var attestation = Blob(layout, Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = config.DeepClone(),
            ["layers"] = new JsonArray(Blob(layout, """{"_type":"https://in-toto.io/Statement/v0.1"}"""u8.ToArray(), "application/vnd.in-toto+json")),
        }.ToJsonString()), Manifest);
        attestation["platform"] = new JsonObject { ["architecture"] = "unknown", ["os"] = "unknown" };
        attestation["annotations"] = new JsonObject
        {
            ["vnd.docker.reference.type"] = "attestation-manifest",
            ["vnd.docker.reference.digest"] = image["digest"]!.DeepClone(),
        };
        const string MediaType = "application/vnd.oci.image.index.v1+json";
        var index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaType, ["manifests"] = new JsonArray(image, attestation) };
        return Blob(layout, Encoding.UTF8.GetBytes(index.ToJsonString()), MediaType);
    }

    private static JsonObject Blob(string layout, byte[] content, string mediaType)
    {
        var hex = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(layout, "blobs/sha256", hex), content);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = "sha256:" + hex, ["size"] = content.Length };
    }

    private static (byte[] Packed, string DiffId) Layer(Action<TarWriter> fill)
    {
        using var plain = new MemoryStream();
        using (var tar = new TarWriter(plain, TarEntryFormat.Pax, leaveOpen: true))
        {
            fill(tar);
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        }

        return (packed.ToArray(), "sha256:" + Convert.ToHexStringLower(SHA256.HashData(plain.GetBuffer().AsSpan(0, (int)plain.Length))));
    }

    private static void Add(TarWriter tar, string name, byte[] content)
    {
        using var data = new MemoryStream(content);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = data,
            ModificationTime = DateTimeOffset.UnixEpoch,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
        });
    }
}
