using System.Runtime.InteropServices;
using System.Text;
using Gatehouse.Sandbox.Linux;
using Microsoft.Win32.SafeHandles;
using static Gatehouse.Sandbox.Images.LayerUnpacker;

namespace Gatehouse.Sandbox.Images;

/// <summary>
/// Creates files below one folder by descriptor, one name at a time, following no symbolic link: whatever an archive says,
/// nothing outside the folder can be touched.
/// </summary>
internal sealed unsafe class LayerRoot : IDisposable
{
    private const uint CharacterDevice = 0x2000;
    private const uint ModeBits = 0xFFF;
    private const int NoFollow = 0x100;

    private readonly bool _keepsOwners = Libc.EffectiveUser() == 0 && !UserNamespace.IsSharedWithFunctions;
    private readonly Descriptor _root;
    private readonly List<(LayerPath Path, DateTimeOffset Modified)> _directories = [];

    // Archives list a folder's files together: the last folder is nearly always the next one too.
    private Descriptor? _last;
    private string _lastPath = "";

    internal LayerRoot(string folder)
    {
        _root = Descriptor.Open(folder, Libc.OpenReadOnly | Libc.OpenDirectory);
        SystemCallException.Check(Libc.ChangeMode(_root.Value, 0x1ED), "fchmod");
    }

    internal void WriteDirectory(LayerPath path, EntryAttributes attributes)
    {
        if (!path.IsRoot)
        {
            var parent = OpenDirectory(path.Parent);
            if (Libc.MakeDirectoryAt(parent, path.Name, 0x1ED) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error != Libc.Exists)
                {
                    throw new SystemCallException($"mkdirat {path}", error);
                }

                if (!IsDirectory(parent, path.Name))
                {
                    Remove(parent, path);
                    SystemCallException.Check(Libc.MakeDirectoryAt(parent, path.Name, 0x1ED), $"mkdirat {path}");
                }
            }
        }

        Apply(OpenDirectory(path), attributes, isDirectory: true);
        _directories.Add((path, attributes.Modified));
    }

    internal void WriteFile(LayerPath path, Stream? content, EntryAttributes attributes)
    {
        var parent = OpenParent(path);
        Remove(parent, path);
        var fd = SystemCallException.Check(
            Libc.OpenAt(parent, path.Name, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0x180),
            $"create {path}");
        using var file = new SafeFileHandle(fd, ownsHandle: true);
        if (content is not null)
        {
            var buffer = new byte[81920];
            long offset = 0;
            for (int read; (read = content.Read(buffer)) > 0; offset += read)
            {
                RandomAccess.Write(file, buffer.AsSpan(0, read), offset);
            }
        }

        Apply(fd, attributes, isDirectory: false);
        SetTime(parent, path.Name, attributes.Modified);
    }

    internal void WriteSymbolicLink(LayerPath path, string target, EntryAttributes attributes)
    {
        if (target.Length is 0 or > 4095)
        {
            throw Refused($"the link '{path}' has no usable target");
        }

        var parent = OpenParent(path);
        Remove(parent, path);
        SystemCallException.Check(Libc.SymbolicLinkAt(target, parent, path.Name), $"symlinkat {path}");
        if (_keepsOwners)
        {
            SystemCallException.Check(Libc.ChangeOwnerAt(parent, path.Name, attributes.User, attributes.Group, NoFollow), $"fchownat {path}");
        }
    }

    internal void WriteHardLink(LayerPath path, LayerPath target)
    {
        if (target.IsRoot || path == target)
        {
            throw Refused($"the hard link '{path}' links to '{target}'");
        }

        // A second descriptor: the cache holds one folder, and here two are needed at once.
        using var from = Walk(target.Parent, create: false) ?? throw Refused($"the hard link '{path}' names '{target}', which this layer does not have");
        var parent = OpenParent(path);
        Remove(parent, path);
        if (Libc.LinkAt(from.Value, target.Name, parent, path.Name, 0) != 0)
        {
            throw Refused($"the hard link '{path}' cannot be made to '{target}' (errno {Marshal.GetLastPInvokeError()})");
        }
    }

    /// <summary>overlayfs's mark for a name that lower layers have and this one removes: a character device 0:0.</summary>
    internal void WriteWhiteout(LayerPath path)
    {
        var parent = OpenDirectory(path.Parent);
        Remove(parent, path);
        SystemCallException.Check(Libc.MakeNodeAt(parent, path.Name, CharacterDevice, 0), $"whiteout {path}");
    }

    internal void MakeOpaque(LayerPath path)
    {
        var value = (byte)'y';
        SystemCallException.Check(Libc.SetAttribute(OpenDirectory(path), UserNamespace.IsInitial ? "trusted.overlay.opaque" : "user.overlay.opaque", &value, 1, 0), $"opaque {path}");
    }

    /// <summary>Writing into a folder changes its time, so the archive's times are set last.</summary>
    internal void SettleDirectoryTimes()
    {
        foreach (var (path, modified) in _directories.Where(directory => !directory.Path.IsRoot))
        {
            using var parent = Walk(path.Parent, create: false);
            if (parent is not null)
            {
                SetTime(parent.Value, path.Name, modified);
            }
        }
    }

    public void Dispose()
    {
        _last?.Dispose();
        _root.Dispose();
    }

    private int OpenParent(LayerPath path) => path.IsRoot ? throw Refused("an entry would replace the root") : OpenDirectory(path.Parent);

    private int OpenDirectory(LayerPath path)
    {
        var text = path.ToString();
        if (_last is null || text != _lastPath)
        {
            var opened = Walk(path, create: true)!;
            _last?.Dispose();
            (_last, _lastPath) = (opened, text);
        }

        return _last.Value;
    }

    private Descriptor? Walk(LayerPath path, bool create)
    {
        var flags = Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec;
        var current = new Descriptor(SystemCallException.Check(Libc.OpenAt(_root.Value, ".", flags, 0), "openat"));
        foreach (var part in path.Parts)
        {
            var next = Libc.OpenAt(current.Value, part, flags, 0);
            if (next < 0 && create && Marshal.GetLastPInvokeError() == Libc.NoEntry)
            {
                SystemCallException.Check(Libc.MakeDirectoryAt(current.Value, part, 0x1ED), $"mkdirat {path}");
                next = Libc.OpenAt(current.Value, part, flags, 0);

                // The umask of whoever started the server must not decide what functions can read.
                _ = next < 0 ? next : Libc.ChangeMode(next, 0x1ED);
            }

            var error = Marshal.GetLastPInvokeError();
            current.Dispose();
            if (next < 0)
            {
                return error switch
                {
                    Libc.NoEntry => null,
                    Libc.NotDirectory or Libc.TooManyLinks => throw Refused($"'{path}' goes through '{part}', which is not a directory"),
                    _ => throw new SystemCallException($"openat {path}", error),
                };
            }

            current = new Descriptor(next);
        }

        return current;
    }

    private void Apply(int fd, EntryAttributes attributes, bool isDirectory)
    {
        if (_keepsOwners)
        {
            SystemCallException.Check(Libc.ChangeOwner(fd, attributes.User, attributes.Group), "fchown");
        }

        // After the owner: a change of owner clears the set-user bit.
        SystemCallException.Check(Libc.ChangeMode(fd, ModeFor(attributes.Mode & ModeBits, isDirectory)), "fchmod");
        foreach (var (name, value) in attributes.Extended)
        {
            fixed (byte* bytes = Encoding.Latin1.GetBytes(value))
            {
                // Attributes that this file system cannot hold are not worth refusing an image for.
                _ = Libc.SetAttribute(fd, name, bytes, (nuint)value.Length, 0);
            }
        }
    }

    // A function that is the owner of its image gets the rights that on AWS, where root is the owner, are everyone's. Folders
    // stay open to the owner, who must be able to remove them.
    private static uint ModeFor(uint mode, bool isDirectory)
    {
        const uint owners = 0x1C0;
        const uint others = 0x007;
        return !UserNamespace.IsSharedWithFunctions ? mode : isDirectory ? mode | owners : (mode & ~owners) | (mode & others) << 6;
    }

    private static void SetTime(int directory, string name, DateTimeOffset modified)
    {
        var seconds = modified.ToUnixTimeSeconds();
        var times = stackalloc long[] { seconds, 0, seconds, 0 };
        _ = Libc.SetTimesAt(directory, name, times, NoFollow);
    }

    private static bool IsDirectory(int parent, string name)
    {
        var fd = Libc.OpenAt(parent, name, Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0);
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
        }

        return fd >= 0;
    }

    // A later entry replaces an earlier one, whatever either is; only a folder with files in it stays in the way.
    private static void Remove(int parent, LayerPath path)
    {
        if (Libc.UnlinkAt(parent, path.Name, 0) == 0)
        {
            return;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == Libc.IsDirectory)
        {
            throw Refused($"'{path}' would replace a directory of the same layer");
        }

        if (error != Libc.NoEntry)
        {
            throw new SystemCallException($"unlinkat {path}", error);
        }
    }
}
