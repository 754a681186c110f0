using System.Runtime.InteropServices;
using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Networking;

namespace Gatehouse.Sandbox.Runners;

/// <summary>The file systems of sandboxes that one spawn thread starts. All but the constructor runs on that thread.</summary>
/// <param name="top">Layers of our own above every image, uppermost first.</param>
/// <param name="programs">What is started, and must be seen from where the file systems are mounted.</param>
internal sealed class ImageStacks(SandboxOptions options, SandboxNetworks networks, IReadOnlyList<string> top, params IReadOnlyList<string> programs)
{
    private readonly Dictionary<string, string[]> _extensions = [];
    private OverlayMounts? _mounts;

    /// <summary>The read-only root of the image's sandboxes.</summary>
    internal string Mount(PreparedImage image) => Open().Mount(image.LayerFolders);

    /// <summary>A root with nothing in it but our own layers.</summary>
    internal string MountEmpty() => Open().Mount([]);

    /// <summary>The names of the external extensions below a root; one more than may be at most.</summary>
    internal string[] ExtensionsIn(string root)
    {
        // A stack never changes, and its folder's name never comes again.
        if (!_extensions.TryGetValue(root, out var names))
        {
            names = ImageFolder.Files(root, "opt/extensions", ExtensionSession.MostExtensions + 1);
            _extensions[root] = names;
        }

        return names;
    }

    /// <summary>A <c>/tmp</c> for all processes of one sandbox.</summary>
    internal string MountTemporary(long bytes) => Open().MountTemporary(bytes);

    /// <summary>Lets go of a layer's folder, or says why that is not possible.</summary>
    internal void Release(string layerFolder, Action<string> failed)
    {
        try
        {
            _mounts?.Release(layerFolder);
        }
        catch (IOException error)
        {
            failed(error.Message);
        }
    }

    private OverlayMounts Open()
    {
        if (_mounts is null)
        {
            networks.Settle();
            _mounts = OverlayMounts.Open(HubFolder(), top, Scaffold.Bottom(options));
        }

        return _mounts;
    }

    // Any folder that exists everywhere will do, unless this program itself is loaded from there: the thread must still see it.
    private string HubFolder()
    {
        string[] needed = [AppContext.BaseDirectory, RuntimeEnvironment.GetRuntimeDirectory(), Path.GetFullPath(options.Folder), .. programs];
        string[] candidates = ["/mnt", "/media", "/srv", "/opt", "/boot"];
        return Array.Find(candidates, folder => Directory.Exists(folder) && !Array.Exists(needed, path => path.StartsWith(folder + "/", StringComparison.Ordinal)))
            ?? throw new IOException("None of /mnt, /media, /srv, /opt and /boot is free to carry the sandboxes' file systems.");
    }
}
