using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Clients;

public sealed class BuildahTests : RegistryTests
{
    [Fact]
    public async Task ImageBuiltFromScratch_IsPushedAndPulled()
    {
        using var tool = new Tool();
        await File.WriteAllTextAsync(tool.PathOf("app"), "an application", Cancellation);
        string[] store = ["--root", tool.PathOf("root"), "--runroot", tool.PathOf("run"), "--storage-driver", "vfs"];
        var image = $"{Registry.Address}/team/jobs:built";

        var container = (await tool.RunAsync("buildah", [.. store, "from", "scratch"])).Trim();
        await tool.RunAsync("buildah", [.. store, "add", container, tool.PathOf("app"), "/app"]);
        await tool.RunAsync("buildah", [.. store, "config", "--entrypoint", "[\"/app\"]", container]);
        await tool.RunAsync("buildah", [.. store, "commit", container, image]);
        await tool.RunAsync(
            "buildah", [.. store, "push", "--tls-verify=false", "--creds", $"AWS:{FixedAuthorizer.Password}", image]);
        await tool.RunAsync("buildah", [.. store, "rmi", "--force", image]);
        await tool.RunAsync(
            "buildah", [.. store, "pull", "--tls-verify=false", "--creds", $"AWS:{FixedAuthorizer.Password}", image]);

        var second = (await tool.RunAsync("buildah", [.. store, "from", "--pull-never", image])).Trim();
        var mounted = (await tool.RunAsync("buildah", [.. store, "mount", second])).Trim();
        Assert.Equal("an application", await File.ReadAllTextAsync(Path.Combine(mounted, "app"), Cancellation));
        await tool.RunAsync("buildah", [.. store, "umount", second]);
    }
}
