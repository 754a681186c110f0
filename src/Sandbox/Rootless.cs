using System.Globalization;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox;

/// <summary>Lets a server that was not started by root run functions: in a user namespace of its own it may do what they need.</summary>
public static class Rootless
{
    private static readonly string[] Options = ["--user", "--map-root-user"];

    /// <summary>
    /// Starts this program again, as the same process, inside a user namespace. Returns where that is not needed or not
    /// possible. To be called before anything is opened.
    /// </summary>
    public static void Enter()
    {
        // Only a process of one thread may change its user namespace, and .NET has several before Main: util-linux does it.
        if (!OperatingSystem.IsLinux() || IsPrivileged() || Environment.ProcessPath is not { } program
            || Obstacle.Locate("unshare") is not { } unshare || !Permits(unshare))
        {
            return;
        }

        // Without HOME the home is looked up by user, and inside that user is root.
        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home)
        {
            _ = Libc.SetEnvironment("HOME", home, overwrite: 0);
        }

        RemoveDiagnosticSocket();

        // What follows the program's own name: "dotnet gatehouse.dll serve" has more there than Main gets.
        var words = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0')[1..];
        ChildProcess.Become(unshare, [.. Options, "--", program, .. words]);
    }

    // Named by process and start, so the second runtime of this process could not make its own; the first one is about to go.
    private static void RemoveDiagnosticSocket()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        var folder = Path.GetFullPath(Path.GetTempPath());
        _ = Libc.UnlinkAt(0, Path.Combine(folder, $"dotnet-diagnostic-{Environment.ProcessId}-{start}-socket"), 0);
    }

    private static bool IsPrivileged()
    {
        const int administrator = 21;
        const string effective = "CapEff:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(effective, StringComparison.Ordinal));
        return (ulong.Parse(line.AsSpan(effective.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> administrator & 1) == 1;
    }

    // Tried on a child first: once this process has become unshare, a refusal would be its end.
    private static bool Permits(string unshare)
    {
        using var nothing = Descriptor.Open("/dev/null", Libc.OpenReadWrite);
        using var trial = ChildProcess.Spawn(unshare, [.. Options, "--", unshare, "--mount", "--net", "--", unshare, "--version"], nothing.Value, nothing.Value);
        return trial.Reap() == ExitStatus.Of(0);
    }
}
