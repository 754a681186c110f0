using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Clients;

public sealed class PodmanTests : RegistryTests
{
    [Fact]
    public async Task AfterALogin_ImagesArePushedAndPulled()
    {
        using var tool = new Tool();
        // What the engine insists on is none of the registry's business, but it does not start without.
        await File.WriteAllTextAsync(
            tool.PathOf("containers.conf"),
            "[containers]\ndefault_ulimits=[\"nofile=20000:20000\"]\n[engine]\nruntime=\"runc\"\ncgroup_manager=\"cgroupfs\"\n",
            Cancellation);
        tool.Environment["CONTAINERS_CONF"] = tool.PathOf("containers.conf");
        tool.Environment["REGISTRY_AUTH_FILE"] = tool.PathOf("auth.json");
        OciLayout.Write(tool.PathOf("image"), "v1", [1, 2, 3]);
        string[] store = ["--root", tool.PathOf("root"), "--runroot", tool.PathOf("run"), "--storage-driver", "vfs"];
        var image = $"{Registry.Address}/team/jobs:v1";

        await tool.RunAsync(
            "podman", [.. store, "login", "--tls-verify=false", "-u", "AWS", "-p", FixedAuthorizer.Password, Registry.Address]);
        var id = (await tool.RunAsync("podman", [.. store, "pull", "-q", "oci:image:v1"])).Trim();
        await tool.RunAsync("podman", [.. store, "push", "--tls-verify=false", id, image]);
        await tool.RunAsync("podman", [.. store, "rmi", "--force", id]);
        var pulled = await tool.RunAsync("podman", [.. store, "pull", "-q", "--tls-verify=false", image]);

        Assert.Equal(id, pulled.Trim());
    }
}
