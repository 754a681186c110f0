using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>
/// Read-only stacks of layers, mounted in the spawn thread's private mount namespace. Every method runs on that thread.
/// </summary>
internal sealed class OverlayMounts(string hub, IReadOnlyList<string> top, string bottom)
{
    private const nuint ReadOnly = 1;
    private const nuint NoSetUser = 2;
    private const nuint NoDevices = 4;
    private const nuint Recursive = 0x4000;
    private const nuint Slave = 0x80000;
    private const int Detach = 2;

    private readonly Dictionary<string, string> _stacks = [];
    private readonly Dictionary<string, string> _shortNames = [];
    private int _lastStack;
    private int _lastName;

    /// <summary>Outside the machine's own user namespace overlayfs's marks are attributes that any owner of a file may write.</summary>
    internal static string AttributeOption => UserNamespace.IsInitial ? "" : ",userxattr";

    /// <summary>Moves the calling thread into a mount namespace of its own, with an empty file system on <paramref name="hub"/>.</summary>
    internal static OverlayMounts Open(string hub, IReadOnlyList<string> top, string bottom)
    {
        SystemCallException.Check(Libc.Unshare(Libc.CloneFilesystem | Libc.CloneNewNamespace), "unshare(CLONE_NEWNS)");
        SystemCallException.Check(Libc.Mount("none", "/", null, Slave | Recursive, null), "mount(MS_SLAVE)");

        // The sandbox's unprivileged user must be able to walk to the stack; a data folder under /root would stop it.
        SystemCallException.Check(Libc.Mount("gatehouse", hub, "tmpfs", NoSetUser | NoDevices, "mode=0755,size=4m"), $"mount tmpfs on {hub}");
        return new OverlayMounts(hub, top, bottom);
    }

    /// <summary>The folder where the layers' stack is mounted, the same for every sandbox of the image.</summary>
    /// <param name="layers">Lowest first.</param>
    internal string Mount(IReadOnlyList<string> layers)
    {
        // Upper first. The top layers make the mount points exist even in an empty image; the bottom one fills in what
        // a container engine would have written (hosts, resolv.conf, passwd) where the image has none.
        string[] lower = [.. top, .. layers.Reverse(), bottom];
        var options = "lowerdir=" + string.Join(':', lower.Select(ShortName)) + AttributeOption;
        if (_stacks.TryGetValue(options, out var mounted))
        {
            return mounted;
        }

        var target = $"{hub}/r{_lastStack++}";
        Directory.CreateDirectory(target);
        SystemCallException.Check(Libc.Mount("overlay", target, "overlay", ReadOnly | NoSetUser | NoDevices, options), "mount overlay");
        _stacks[options] = target;
        return target;
    }

    /// <summary>A <c>/tmp</c> that several processes see, each through a mount of its own.</summary>
    internal string MountTemporary(long bytes)
    {
        var target = $"{hub}/t{_lastStack++}";
        Directory.CreateDirectory(target);
        var options = $"mode=0700,size={bytes},uid={UserNamespace.SandboxUser},gid={UserNamespace.SandboxUser}";
        SystemCallException.Check(Libc.Mount("gatehouse", target, "tmpfs", NoSetUser | NoDevices, options), "mount tmpfs");
        return target;
    }

    internal static void ReleaseTemporary(string target)
    {
        SystemCallException.Check(Libc.Unmount(target, Detach), "umount2");
        Directory.Delete(target);
    }

    /// <summary>Unmounts every stack that this layer is part of: its folder goes, and one of the same name may come.</summary>
    internal void Release(string folder)
    {
        if (!_shortNames.Remove(folder, out var name))
        {
            return;
        }

        foreach (var (options, target) in _stacks.Where(stack => stack.Key.Split(['=', ':', ',']).Contains(name)).ToList())
        {
            // What a sandbox at its end still has open goes with it.
            SystemCallException.Check(Libc.Unmount(target, Detach), "umount2");
            _stacks.Remove(options);
            Directory.Delete(target);
        }

        File.Delete(name);
    }

    // mount(2) takes one page of options, and 127 layers named by digest would not fit; links two letters long do.
    private string ShortName(string folder)
    {
        if (!_shortNames.TryGetValue(folder, out var name))
        {
            name = $"{hub}/{_lastName++}";
            File.CreateSymbolicLink(name, folder);
            _shortNames[folder] = name;
        }

        return name;
    }
}
