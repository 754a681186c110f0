using System.IO.Compression;
using System.Text;
using Gatehouse.Sandbox.Images;

namespace Gatehouse.Sandbox.Packages;

/// <summary>
/// Writes a zip's files below one folder of a layer. Names that leave the folder, encrypted entries, kinds of files that no function
/// needs, and contents that are not what their entries declare are refused; the later of two entries of one name stays.
/// </summary>
internal sealed class PackageUnpacker(string folder, PackageFolder place)
{
    /// <summary>What AWS takes, unpacked: for the code and all its layers together.</summary>
    internal const long MostBytes = 262_144_000;

    // Each file and each folder on the way to it costs an inode; the largest packages in use have a few ten thousand.
    private const int MostNames = 1_000_000;

    private const int LongestTarget = 4095;
    private const uint KindBits = 0xF000;
    private const uint RegularFile = 0x8000;
    private const uint Folder = 0x4000;
    private const uint SymbolicLink = 0xA000;
    private const uint PermissionBits = 0x1FF;

    private readonly string[] _place = place switch
    {
        PackageFolder.Task => ["var", "task"],
        _ => ["opt"],
    };

    private int _names;

    /// <summary>The sum of what the entries declare.</summary>
    internal static long DeclaredBytes(Stream zip) => Read(() =>
    {
        using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count == 0)
        {
            throw Refused("it has no entries");
        }

        // A sum that overflows is above every limit.
        return archive.Entries.Aggregate(0L, (sum, entry) => entry.Length < 0 || entry.Length > long.MaxValue - sum ? long.MaxValue : sum + entry.Length);
    });

    internal void Unpack(Stream zip)
    {
        var declared = DeclaredBytes(zip);
        if (declared > MostBytes)
        {
            throw new ImageRejectedException(ImageRejection.TooLarge, $"The package declares {declared} bytes unpacked; {MostBytes} are allowed.");
        }

        zip.Position = 0;
        Read(() =>
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            using var root = new LayerRoot(folder);
            root.WriteDirectory(new LayerPath(_place), Attributes(0x1ED, DateTimeOffset.UnixEpoch));
            foreach (var entry in archive.Entries)
            {
                Write(root, entry);
            }

            root.SettleDirectoryTimes();
            return true;
        });
    }

    internal static ImageRejectedException Refused(string why) => new(ImageRejection.UnsafeLayer, $"The package was refused: {why}.");

    private void Write(LayerRoot root, ZipArchiveEntry entry)
    {
        var name = entry.FullName;
        if (name.StartsWith('/') || name.Contains('\0', StringComparison.Ordinal))
        {
            throw Refused($"the path '{name}' leaves the folder or cannot be a path");
        }

        if (entry.IsEncrypted)
        {
            throw Refused($"the entry '{name}' is encrypted");
        }

        var below = LayerPath.Parse(name).Parts;
        var mode = (uint)entry.ExternalAttributes >> 16;
        var isFolder = name.EndsWith('/') || (mode & KindBits) == Folder;
        if (below.Length == 0)
        {
            _ = isFolder ? true : throw Refused($"'{name}' is no name for a file");
            return;
        }

        if ((_names += below.Length) > MostNames)
        {
            throw new ImageRejectedException(ImageRejection.TooLarge, "The package has too many files.");
        }

        var path = new LayerPath([.. _place, .. below]);
        var attributes = AttributesOf(entry, mode, isFolder);
        switch (mode & KindBits)
        {
            case 0 or RegularFile or Folder when isFolder:
                root.WriteDirectory(path, attributes);
                break;
            case 0 or RegularFile:
                using (var content = new CheckedEntry(entry))
                {
                    root.WriteFile(path, content, attributes);
                }

                break;
            case SymbolicLink:
                root.WriteSymbolicLink(path, TargetOf(entry), attributes);
                break;
            default:
                throw Refused($"'{name}' is neither a file, a folder nor a symbolic link");
        }
    }

    // A link may lead anywhere: inside the sandbox its root is all that it can reach, and nothing is ever written through it.
    private static string TargetOf(ZipArchiveEntry entry)
    {
        if (entry.Length > LongestTarget)
        {
            throw Refused($"the link '{entry.FullName}' has no usable target");
        }

        using var content = new CheckedEntry(entry);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        var target = Encoding.UTF8.GetString(bytes.ToArray());
        return target.Contains('\0', StringComparison.Ordinal) ? throw Refused($"the link '{entry.FullName}' has no usable target") : target;
    }

    // Archives that were made on Windows have no modes: on Lambda, too, nothing in them can be executed. Set-user bits are not carried.
    private static LayerUnpacker.EntryAttributes AttributesOf(ZipArchiveEntry entry, uint mode, bool isFolder) =>
        Attributes(mode != 0 ? mode & PermissionBits : isFolder ? 0x1EDu : 0x1A4u, entry.LastWriteTime);

    private static LayerUnpacker.EntryAttributes Attributes(uint mode, DateTimeOffset modified) => new(mode, 0, 0, modified, []);

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (LayerStore.IsBrokenArchive(broken))
        {
            throw Refused($"it is not a zip that can be read ({broken.Message})");
        }
    }
}
