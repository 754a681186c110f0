using System.Security.Cryptography;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Clients;

public sealed class SkopeoTests : RegistryTests
{
    private const string Credentials = $"AWS:{FixedAuthorizer.Password}";

    [Fact]
    public async Task PushedImage_ComesBackTheSame()
    {
        using var tool = new Tool();
        var digest = OciLayout.Write(tool.PathOf("out"), "v1", RandomNumberGenerator.GetBytes(5_000_000));
        var image = $"docker://{Registry.Address}/team/jobs:v1";

        await tool.RunAsync(
            "skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", "--dest-creds", Credentials, $"oci:{tool.PathOf("out")}:v1", image);
        await tool.RunAsync(
            "skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", "--src-creds", Credentials, image, $"oci:{tool.PathOf("in")}:v1");

        foreach (var blob in Directory.EnumerateFiles(tool.PathOf("out/blobs/sha256")))
        {
            Assert.Equal(
                await File.ReadAllBytesAsync(blob, Cancellation),
                await File.ReadAllBytesAsync(tool.PathOf($"in/blobs/sha256/{Path.GetFileName(blob)}"), Cancellation));
        }

        var seen = await tool.RunAsync(
            "skopeo", "inspect", "--tls-verify=false", "--creds", Credentials, "--format", "{{.Digest}}", image);
        Assert.Equal(digest.ToString(), seen.Trim());
    }

    [Fact]
    public async Task ImageBetweenRepositories_KeepsItsDigestAsDockersManifestToo()
    {
        using var tool = new Tool();
        OciLayout.Write(tool.PathOf("out"), "v1", [1, 2, 3]);
        string[] both = ["--insecure-policy", "copy", "--format", "v2s2", "--dest-tls-verify=false", "--dest-creds", Credentials];

        await tool.RunAsync("skopeo", [.. both, $"oci:{tool.PathOf("out")}:v1", $"docker://{Registry.Address}/tools:v1"]);
        await tool.RunAsync(
            "skopeo",
            [.. both, "--src-tls-verify=false", "--src-creds", Credentials, $"docker://{Registry.Address}/tools:v1", $"docker://{Registry.Address}/jobs:v1"]);

        var tags = await tool.RunAsync(
            "skopeo", "list-tags", "--tls-verify=false", "--creds", Credentials, $"docker://{Registry.Address}/jobs");
        Assert.Contains("v1", tags, StringComparison.Ordinal);
        Assert.Equal(
            Digest.Of(await Client.GetByteArrayAsync("/v2/tools/manifests/v1", Cancellation)),
            Digest.Of(await Client.GetByteArrayAsync("/v2/jobs/manifests/v1", Cancellation)));
        using var manifest = await Client.GetAsync("/v2/jobs/manifests/v1", Cancellation);
        Assert.Equal(ManifestMediaTypes.DockerManifest, manifest.Header("Content-Type"));
    }

    [Fact]
    public async Task DeletedImage_IsGone()
    {
        using var tool = new Tool();
        await OciLayout.PushAsync(Client, "jobs", "v1");
        var image = $"docker://{Registry.Address}/jobs:v1";

        await tool.RunAsync("skopeo", "delete", "--tls-verify=false", "--creds", Credentials, image);

        var (code, _, errors) = await tool.TryRunAsync("skopeo", "inspect", "--tls-verify=false", "--creds", Credentials, image);
        Assert.NotEqual(0, code);
        Assert.Contains("Requested image not found", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RepositoryThatIsNotThere_IsSaidSo()
    {
        using var tool = new Tool();
        OciLayout.Write(tool.PathOf("out"), "v1", [1, 2, 3]);

        var (code, _, errors) = await tool.TryRunAsync(
            "skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", "--dest-creds", Credentials,
            $"oci:{tool.PathOf("out")}:v1", $"docker://{Registry.Address}/nowhere:v1");

        Assert.NotEqual(0, code);
        Assert.Contains("The repository with name 'nowhere' does not exist", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPassword_IsRefused()
    {
        using var tool = new Tool();

        var (code, _, errors) = await tool.TryRunAsync(
            "skopeo", "list-tags", "--tls-verify=false", "--creds", "AWS:wrong", $"docker://{Registry.Address}/jobs");

        Assert.NotEqual(0, code);
        Assert.Contains("unauthorized", errors, StringComparison.OrdinalIgnoreCase);
    }
}
