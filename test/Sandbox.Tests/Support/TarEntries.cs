using System.Formats.Tar;
using System.Text;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>Short ways to write archive entries.</summary>
internal static class TarEntries
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    extension(TarWriter tar)
    {
        internal void Program(string path, byte[] bytes) =>
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { Mode = Runnable, DataStream = new MemoryStream(bytes) });

        internal void File(string path, string content, UnixFileMode mode = Readable, int owner = 0) =>
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { Mode = mode, Uid = owner, Gid = owner, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

        internal void Directory(string path, UnixFileMode mode = Runnable) =>
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, path) { Mode = mode });

        internal void Link(string path, string target, TarEntryType type = TarEntryType.SymbolicLink) =>
            tar.WriteEntry(new PaxTarEntry(type, path) { LinkName = target });
    }
}
