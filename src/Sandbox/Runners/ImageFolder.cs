using System.Text;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Looks into a folder of an image as the image's own processes would: no link in it leads out of it.</summary>
internal static unsafe class ImageFolder
{
    private const ulong ResolveInRoot = 0x10;
    private const ulong ResolveNoMagicLinks = 0x02;

    /// <summary>The names of what is in the folder and is not a folder itself, in order; at most <paramref name="most"/>.</summary>
    internal static string[] Files(string root, string folder, int most)
    {
        using var top = Descriptor.Open(root, Libc.OpenReadOnly | Libc.OpenDirectory);
        using var found = OpenInside(top, folder);
        if (!found.IsOpen)
        {
            return [];
        }

        return
        [
            .. new DirectoryInfo($"/proc/thread-self/fd/{found.Value}/").EnumerateFileSystemInfos()
                .Where(entry => entry is FileInfo || entry.LinkTarget is not null)
                .Select(entry => entry.Name)
                .Order(StringComparer.Ordinal)
                .Take(most),
        ];
    }

    private static Descriptor OpenInside(Descriptor top, string folder)
    {
        // struct open_how: flags, mode, resolve.
        var how = stackalloc ulong[] { (ulong)(uint)(Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenCloseOnExec), 0, ResolveInRoot | ResolveNoMagicLinks };
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + '\0'))
        {
            // Not there, or a link that leads nowhere: the image has none.
            return new Descriptor((int)Libc.SystemCall(Libc.NumberOf(SystemCallName.OpenAt2), top.Value, (nint)path, (nint)how, 3 * sizeof(ulong)));
        }
    }
}
