using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>
/// The engine's copies of our images: each stack of layers once, as one layer, with our init on top. Engines differ in the archives of
/// images that they take; all take a plain root file system.
/// </summary>
/// <param name="owner">Names this data folder among those that share the engine.</param>
internal sealed class DockerImages(DockerClient client, string owner, SpawnThread thread, ImageStacks stacks)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _imports = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _layers = [];

    private string Label => owner + ".stack";

    /// <summary>Finds out what the engine still has of an earlier server's.</summary>
    internal async Task OpenAsync()
    {
        foreach (var (id, stack) in await client.ListImagesAsync(Label))
        {
            _imports[stack] = new(() => Task.FromResult(id));
        }
    }

    /// <summary>The engine's id of the image, which is handed over first where the engine does not have it.</summary>
    internal async Task<string> GetAsync(PreparedImage? image)
    {
        var layers = image?.LayerFolders ?? [];
        var key = KeyOf(layers);
        _layers[key] = layers;
        var import = _imports.GetOrAdd(key, _ => new(() => ImportAsync(image, key)));
        try
        {
            return await import.Value;
        }
        catch (IOException)
        {
            // The next sandbox tries again.
            _imports.TryRemove(new(key, import));
            throw;
        }
    }

    /// <summary>The names of the image's external extensions.</summary>
    internal Task<string[]> ExtensionsInAsync(PreparedImage image) => thread.RunAsync(() => stacks.ExtensionsIn(stacks.Mount(image)));

    /// <summary>Somebody has removed the image from the engine.</summary>
    internal void Forget(PreparedImage image) => _imports.TryRemove(KeyOf(image.LayerFolders), out _);

    /// <summary>Removes the images that a layer is part of from the engine.</summary>
    internal async Task ReleaseAsync(string layerFolder)
    {
        foreach (var (key, _) in _layers.Where(stack => stack.Value.Contains(layerFolder)).ToList())
        {
            _layers.TryRemove(key, out _);
            if (_imports.TryRemove(key, out var import))
            {
                await client.RemoveImageAsync(await import.Value);
            }
        }
    }

    /// <summary>On the spawn thread: lets go of a layer's folder, or says why that is not possible.</summary>
    internal void Unmount(string layerFolder, Action<string> failed) => stacks.Release(layerFolder, failed);

    // Layers are named by what they hold, so the same names mean the same files, also after a restart.
    private static string KeyOf(IReadOnlyList<string> layers)
    {
        var text = string.Join('\n', layers) + Convert.ToHexString(SHA256.HashData(SandboxInit.Program));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    private async Task<string> ImportAsync(PreparedImage? image, string key)
    {
        var (archiver, archive) = await thread.RunAsync(() => Archive(image is null ? stacks.MountEmpty() : stacks.Mount(image)));
        using (archiver)
        await using (archive)
        {
            var id = await client.ImportAsync(archive, owner, key, $"{Label}={key}");
            var status = archiver.Reap();
            return status == ExitStatus.Of(0) ? id : throw new IOException($"tar could not read the whole image: {status.Reason}");
        }
    }

    // On the spawn thread, which alone sees the stacks.
    private static (ChildProcess Archiver, FileStream Archive) Archive(string root)
    {
        var tar = Obstacle.Locate("tar") ?? throw new IOException("'tar' was not found, which hands images over to the engine");
        var (read, write) = Descriptor.Pipe();
        using (write)
        {
            using var nothing = Descriptor.Open("/dev/null", Libc.OpenReadWrite);
            var archiver = ChildProcess.Spawn(tar, ["--create", "--file=/dev/fd/3", "--numeric-owner", $"--directory={root}", "."], nothing.Value, write.Value);
            return (archiver, new FileStream(read.ToHandle(), FileAccess.Read, bufferSize: 0));
        }
    }
}
