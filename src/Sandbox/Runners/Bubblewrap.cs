using System.Text;

namespace Gatehouse.Sandbox.Runners;

/// <summary>bubblewrap's argument list for one sandbox.</summary>
internal static class Bubblewrap
{
    private static readonly string[] Devices = ["null", "zero", "full", "random", "urandom"];

    /// <summary>The arguments as bubblewrap reads them from a descriptor: each ended by a zero byte. Kept off its command line, which functions can see.</summary>
    internal static byte[] Arguments(string root, SandboxCommand command, bool isFiltered)
    {
        var text = new StringBuilder();
        void Add(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                text.Append(word).Append('\0');
            }
        }

        // The network namespace is the one that the spawning thread is in: the Runtime API already listens there.
        Add("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--disable-userns");
        Add("--uid", $"{Scaffold.UserInside}", "--gid", $"{Scaffold.GroupInside}", "--hostname", "169.254.100.1");
        Add("--die-with-parent", "--new-session", "--cap-drop", "ALL");
        if (isFiltered)
        {
            // The descriptor behind the one of these arguments.
            Add("--seccomp", "4");
        }

        Add("--ro-bind", root, "/", "--proc", "/proc");

        // Not bubblewrap's --dev: that would give a writable /dev/shm, which Lambda does not have.
        Add("--size", "65536", "--tmpfs", "/dev");
        foreach (var device in Devices)
        {
            Add("--dev-bind", $"/dev/{device}", $"/dev/{device}");
        }

        Add("--symlink", "/proc/self/fd", "/dev/fd", "--symlink", "/proc/self/fd/0", "/dev/stdin");
        Add("--symlink", "/proc/self/fd/1", "/dev/stdout", "--symlink", "/proc/self/fd/2", "/dev/stderr", "--remount-ro", "/dev");
        Add("--perms", "0700", "--size", $"{command.TemporaryBytes}", "--tmpfs", "/tmp");
        Add("--clearenv");
        foreach (var (name, value) in command.Environment)
        {
            Add("--setenv", name, value);
        }

        Add("--chdir", command.WorkingDirectory);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
