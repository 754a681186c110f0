using System.Text;

namespace Gatehouse.Sandbox.Runners;

/// <summary>bubblewrap's options, as it reads them from a descriptor: each ended by a zero byte. Kept off its command line, which functions can see.</summary>
internal sealed class Bubblewrap
{
    private static readonly string[] Devices = ["null", "zero", "full", "random", "urandom"];

    private readonly StringBuilder _text = new();

    private Bubblewrap(bool isFiltered)
    {
        Add("--uid", $"{Scaffold.UserInside}", "--gid", $"{Scaffold.GroupInside}", "--die-with-parent", "--new-session", "--cap-drop", "ALL");
        if (isFiltered)
        {
            // The descriptor behind the one of these options.
            Add("--seccomp", "4");
        }
    }

    /// <summary>A sandbox for one process.</summary>
    internal static byte[] Alone(string root, SandboxCommand command, bool isFiltered) =>
        new Bubblewrap(isFiltered).Unshare().See(root, command).Bytes();

    /// <summary>A sandbox for several: its first process runs nothing of the image and waits until a descriptor closes.</summary>
    internal static byte[] Holder(string root, int waitsFor) =>
        new Bubblewrap(isFiltered: false).Unshare().Add("--ro-bind", root, "/", "--block-fd", $"{waitsFor}").Bytes();

    /// <summary>One of the several: in the namespaces of the first by the descriptors from this number on, and with the same <c>/tmp</c> as the others.</summary>
    internal static byte[] Joined(string root, string temporary, SandboxCommand command, int namespaces, bool isFiltered) =>
        new Bubblewrap(isFiltered)
            .Add("--userns", $"{namespaces}", "--userns2", $"{namespaces + 1}", "--pidns", $"{namespaces + 2}")
            .UnshareTheRest()
            .See(root, command, temporary)
            .Bytes();

    // The network namespace is the one that the spawning thread is in: the Runtime API already listens there.
    private Bubblewrap Unshare() => Add("--unshare-user", "--unshare-pid", "--disable-userns").UnshareTheRest();

    private Bubblewrap UnshareTheRest() => Add("--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "169.254.100.1");

    private Bubblewrap See(string root, SandboxCommand command, string? temporary = null)
    {
        Add("--ro-bind", root, "/", "--proc", "/proc");

        // Not bubblewrap's --dev: that would give a writable /dev/shm, which Lambda does not have.
        Add("--size", "65536", "--tmpfs", "/dev");
        foreach (var device in Devices)
        {
            Add("--dev-bind", $"/dev/{device}", $"/dev/{device}");
        }

        Add("--symlink", "/proc/self/fd", "/dev/fd", "--symlink", "/proc/self/fd/0", "/dev/stdin");
        Add("--symlink", "/proc/self/fd/1", "/dev/stdout", "--symlink", "/proc/self/fd/2", "/dev/stderr", "--remount-ro", "/dev");
        _ = temporary is null ? Add("--perms", "0700", "--size", $"{command.TemporaryBytes}", "--tmpfs", "/tmp") : Add("--bind", temporary, "/tmp");
        Add("--clearenv");
        foreach (var (name, value) in command.Environment)
        {
            Add("--setenv", name, value);
        }

        return Add("--chdir", command.WorkingDirectory);
    }

    private Bubblewrap Add(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            _text.Append(word).Append('\0');
        }

        return this;
    }

    private byte[] Bytes() => Encoding.UTF8.GetBytes(_text.ToString());
}
