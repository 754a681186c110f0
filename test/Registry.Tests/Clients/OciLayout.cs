using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Clients;

/// <summary>An image for linux/amd64 on disk, in OCI's image layout, with one gzipped layer of one file.</summary>
internal static class OciLayout
{
    /// <summary>Writes the layout and returns the manifest's digest.</summary>
    public static Digest Write(string folder, string tag, byte[] file)
    {
        var layerTar = Tar(file);
        var layer = Gzip(layerTar);
        var config = Encoding.UTF8.GetBytes($$$"""
            {"architecture":"amd64","os":"linux","config":{"Entrypoint":["/app"],"Env":["PATH=/usr/bin"]},
             "rootfs":{"type":"layers","diff_ids":["{{{Digest.Of(layerTar)}}}"]},"history":[{"created":"2026-01-01T00:00:00Z"}]}
            """);
        var manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest.Of(config)}}","size":{{config.Length}}},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{Digest.Of(layer)}}","size":{{layer.Length}}}]}
            """);
        var digest = Digest.Of(manifest);

        var blobs = Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256")).FullName;
        foreach (var blob in new[] { layer, config, manifest })
        {
            File.WriteAllBytes(Path.Combine(blobs, Digest.Of(blob).Hex), blob);
        }

        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(Path.Combine(folder, "index.json"), $$"""
            {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{digest}}",
             "size":{{manifest.Length}},"annotations":{"org.opencontainers.image.ref.name":"{{tag}}"} }]}
            """);
        return digest;
    }

    /// <summary>Pushes such an image over HTTP, for clients that need a base.</summary>
    public static async Task PushAsync(HttpClient client, string repository, string tag)
    {
        var folder = Directory.CreateTempSubdirectory("gatehouse-layout-").FullName;
        try
        {
            var digest = Write(folder, tag, "base"u8.ToArray());
            var blobs = Path.Combine(folder, "blobs", "sha256");
            foreach (var blob in Directory.EnumerateFiles(blobs))
            {
                await Push.BlobAsync(client, repository, await File.ReadAllBytesAsync(blob));
            }

            using var response = await Push.ManifestAsync(
                client, repository, tag, await File.ReadAllTextAsync(Path.Combine(blobs, digest.Hex)));
            response.EnsureSuccessStatusCode();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Tar(byte[] file)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            using var content = new MemoryStream(file);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "app") { DataStream = content });
        }

        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }
}
