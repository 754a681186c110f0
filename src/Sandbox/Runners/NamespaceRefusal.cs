namespace Gatehouse.Sandbox.Runners;

/// <summary>Why a server without root got no namespaces, and what its owner can do about it.</summary>
internal static class NamespaceRefusal
{
    // The setting, the value that refuses, and the one that does not.
    private static readonly (string Name, string Refuses, string Permits)[] Settings =
    [
        ("kernel.unprivileged_userns_clone", "0", "1"),
        ("user.max_user_namespaces", "0", "15000"),
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
    ];

    /// <param name="folder">Where the kernel's settings are: <c>/proc/sys</c>.</param>
    internal static string Explain(string folder)
    {
        foreach (var (name, refuses, permits) in Settings)
        {
            var file = Path.Combine(folder, name.Replace('.', '/'));
            if (File.Exists(file) && File.ReadAllText(file).Trim() == refuses)
            {
                return $"this machine keeps user namespaces from whoever is not root ({name} is {refuses}); run 'sudo sysctl -w {name}={permits}', or the server as root";
            }
        }

        return Obstacle.Locate("unshare") is null
            ? "'unshare' was not found, which a server that is not root needs; install util-linux, or run the server as root"
            : "namespaces may not be created; run the server as root, or in a container with SYS_ADMIN, or in one whose seccomp profile lets it create user namespaces";
    }
}
