using System.Buffers.Binary;
using System.Text;

namespace Gatehouse.Sandbox.Packages;

/// <summary>The program that a custom runtime starts with. See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html.</summary>
internal static class Bootstrap
{
    private const int HeadBytes = 4096;

    private static readonly string[] s_places = ["/var/task/bootstrap", "/opt/bootstrap", "/var/runtime/bootstrap"];

    /// <summary>Where it is; the first place when there is none, so that the function fails with its absence.</summary>
    /// <param name="folders">Lowest first.</param>
    internal static string PathIn(IReadOnlyList<string> folders) => Array.Find(s_places, place => FindIn(folders, place) is not null) ?? s_places[0];

    /// <summary>The loader or interpreter that the bootstrap names and these folders do not have; null when nothing is missing.</summary>
    internal static string? MissingInterpreter(IReadOnlyList<string> folders)
    {
        if (FindIn(folders, PathIn(folders)) is not { LinkTarget: null, Attributes: var attributes } file || attributes.HasFlag(FileAttributes.Directory))
        {
            return null;
        }

        var head = new byte[HeadBytes];
        using var content = file.OpenRead();
        var read = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return InterpreterOf(head.AsSpan(0, read)) is { } interpreter && FindIn(folders, interpreter) is null ? interpreter : null;
    }

    /// <summary>What a program's first bytes say it is run by: the loader of a dynamically linked one, a script's interpreter, or null.</summary>
    internal static string? InterpreterOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("#!"u8))
        {
            var line = head[2..];
            line = line.IndexOf((byte)'\n') is var end and >= 0 ? line[..end] : line;
            var words = Encoding.UTF8.GetString(line).Split([' ', '\t', '\r'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return words is [['/', ..] and var program, ..] ? program : null;
        }

        return head.StartsWith("\u007fELF"u8) && head.Length >= 64 && head[4] == 2 && head[5] == 1 ? LoaderOf(head) : null;
    }

    // The program headers of a 64-bit little-endian ELF file; the one of kind 3 holds the loader's path.
    private static string? LoaderOf(ReadOnlySpan<byte> head)
    {
        const uint interpreter = 3;
        const ulong entryBytes = 56;
        var start = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        for (var i = 0u; i < count && start < HeadBytes && start + ((i + 1) * entryBytes) <= (ulong)head.Length; i++)
        {
            var entry = head.Slice((int)(start + (i * entryBytes)), (int)entryBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == interpreter)
            {
                var (at, length) = (BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]));
                return at < HeadBytes && length < HeadBytes && at + length <= (ulong)head.Length ? Encoding.UTF8.GetString(head.Slice((int)at, (int)length)).TrimEnd('\0') : null;
            }
        }

        return null;
    }

    // A link counts as there: where it leads is for the sandbox to find out, not for this server to follow.
    private static FileInfo? FindIn(IReadOnlyList<string> folders, string path) =>
        folders.Reverse().Select(folder => new FileInfo(folder + path)).FirstOrDefault(file => file.Exists || file.LinkTarget is not null);
}
