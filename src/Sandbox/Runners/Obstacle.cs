using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>What keeps this machine from running functions, in words for its owner; or where bubblewrap is.</summary>
internal readonly record struct Obstacle(string? Reason, string Bubblewrap)
{
    internal static Obstacle Find(SandboxOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new("functions run on Linux only", "");
        }

        var bubblewrap = Locate(options.Bubblewrap);
        if (bubblewrap is null)
        {
            return new($"'{options.Bubblewrap}' was not found; install bubblewrap (Debian and Fedora: package bubblewrap)", "");
        }

        if (!Permits(() => 0))
        {
            return new(NamespaceRefusal.Explain("/proc/sys"), bubblewrap);
        }

        if (!File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\toverlay", StringComparison.Ordinal)) && !Directory.Exists("/sys/module/overlay"))
        {
            return new("the kernel has no overlay file system; load it with 'modprobe overlay'", bubblewrap);
        }

        return UserNamespace.IsInitial || Permits(() => Libc.Mount("overlay", options.Folder, "overlay", 1, "lowerdir=/usr:/etc" + OverlayMounts.AttributeOption))
            ? new(null, bubblewrap)
            : new("without root the kernel mounts no overlay file system (Linux 5.11 is the first that does); run the server as root", bubblewrap);
    }

    internal static string? Locate(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        }

        var path = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } set ? set : "/usr/bin:/bin";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    // Tried on a thread that ends right after: its namespaces end with it.
    private static bool Permits(Func<int> call)
    {
        var permitted = false;
        var trial = new Thread(() => permitted = Libc.Unshare(Libc.CloneFilesystem | Libc.CloneNewNamespace | Libc.CloneNewNetwork) == 0 && call() == 0);
        trial.Start();
        trial.Join();
        return permitted;
    }
}
