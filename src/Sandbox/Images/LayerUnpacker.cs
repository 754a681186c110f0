using System.Formats.Tar;

namespace Gatehouse.Sandbox.Images;

/// <summary>Writes one layer's archive into a folder in the form that overlayfs stacks.</summary>
internal sealed class LayerUnpacker(string folder, UnpackBudget budget) : IDisposable
{
    private const string Whiteout = ".wh.";
    private const string OpaqueMarker = ".wh..wh..opq";
    private const string ExtendedAttribute = "SCHILY.xattr.";

    private readonly LayerRoot _root = new(folder);

    internal void Unpack(Stream archive)
    {
        using var reader = new TarReader(archive, leaveOpen: true);
        while (reader.GetNextEntry(copyData: false) is { } entry)
        {
            budget.TakeEntry();
            if (entry.EntryType is not (TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes))
            {
                Write(entry, LayerPath.Parse(entry.Name));
            }
        }

        _root.SettleDirectoryTimes();
    }

    public void Dispose() => _root.Dispose();

    private void Write(TarEntry entry, LayerPath path)
    {
        if (path.Name == OpaqueMarker)
        {
            _root.MakeOpaque(path.Parent);
            return;
        }

        if (path.Name.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            _root.WriteWhiteout(path.Parent.Child(path.Name[Whiteout.Length..]));
            return;
        }

        var attributes = EntryAttributes.Of(entry);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                _root.WriteDirectory(path, attributes);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                _root.WriteFile(path, entry.DataStream, attributes);
                break;
            case TarEntryType.SymbolicLink:
                _root.WriteSymbolicLink(path, entry.LinkName, attributes);
                break;
            case TarEntryType.HardLink:
                _root.WriteHardLink(path, LayerPath.Parse(entry.LinkName));
                break;
            default:
                throw Refused($"'{entry.Name}' is a {entry.EntryType} entry, which no function image needs");
        }
    }

    internal static ImageRejectedException Refused(string why) => new(ImageRejection.UnsafeLayer, $"The layer was refused: {why}.");

    /// <summary>What an entry says about its file beside the bytes.</summary>
    internal readonly record struct EntryAttributes(uint Mode, uint User, uint Group, DateTimeOffset Modified, IReadOnlyList<KeyValuePair<string, string>> Extended)
    {
        // The kernel takes the capability attribute only whole and understood; others that mean something to the host stay out.
        private static readonly string[] Carried = ["user.", "security.capability"];
        private const string Overlay = "user.overlay.";

        internal static EntryAttributes Of(TarEntry entry)
        {
            IReadOnlyList<KeyValuePair<string, string>> extended = [];
            if (entry is PaxTarEntry pax)
            {
                extended = [.. pax.ExtendedAttributes
                    .Where(pair => pair.Key.StartsWith(ExtendedAttribute, StringComparison.Ordinal))
                    .Select(pair => KeyValuePair.Create(pair.Key[ExtendedAttribute.Length..], pair.Value))
                    .Where(pair => Carried.Any(prefix => pair.Key.StartsWith(prefix, StringComparison.Ordinal)) && !pair.Key.StartsWith(Overlay, StringComparison.Ordinal))];
            }

            return new EntryAttributes((uint)entry.Mode, (uint)entry.Uid, (uint)entry.Gid, entry.ModificationTime, extended);
        }
    }
}
