namespace Gatehouse.Server.Tests.Stories;

/// <summary>An image with Node from this machine and one script, built and pushed by buildah.</summary>
internal static class NodeImage
{
    private static string Script => Path.Combine(AppContext.BaseDirectory, "Stories/Functions/echo.mjs");

    /// <summary>The repository must exist.</summary>
    public static async Task PushAsync(Tool tool, string folder, string credentials, string image)
    {
        string[] store = ["--root", Path.Combine(folder, "buildah"), "--runroot", Path.Combine(folder, "buildah-run"), "--storage-driver", "vfs"];
        var root = Path.Combine(folder, "node");
        var node = await tool.RunAsync("node", "-p", "process.execPath");
        Copy(node, root, "/bin/node");
        foreach (var library in await LibrariesAsync(tool, node))
        {
            Copy(library, root, library);
        }

        Copy(Script, root, "/var/task/function.mjs");
        var container = await tool.RunAsync("buildah", [.. store, "from", "scratch"]);
        await tool.RunAsync("buildah", [.. store, "add", "--quiet", container, root, "/"]);
        await tool.RunAsync(
            "buildah", [.. store, "config", "--entrypoint", """["/bin/node"]""", "--cmd", "/var/task/function.mjs", "--workingdir", "/var/task", container]);
        await tool.RunAsync("buildah", [.. store, "commit", "--quiet", container, image]);

        // Compressing a hundred megabytes would take longer than everything else here.
        await tool.RunAsync("buildah", [.. store, "push", "--quiet", "--disable-compression", "--tls-verify=false", "--creds", credentials, image]);
        Directory.Delete(Path.Combine(folder, "buildah"), recursive: true);
    }

    private static void Copy(string file, string root, string name)
    {
        var target = root + name;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }

    private static async Task<IEnumerable<string>> LibrariesAsync(Tool tool, string program)
    {
        var list = await tool.RunAsync("ldd", program);
        return list.Split('\n').SelectMany(line => line.Split(' ')).Select(word => word.Trim()).Where(word => word.StartsWith('/'));
    }
}
