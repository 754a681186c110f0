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

        // The runtime's socket for diagnosis, named by process: the second runtime of this process makes its own.
        foreach (var socket in Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{Environment.ProcessId}-*-socket"))
        {
            File.Delete(socket);
        }

        // What follows the program's own name: "dotnet gatehouse.dll serve" has more there than Main gets.
        var words = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0')[1..];
        ChildProcess.Become(unshare, [.. Options, "--", program, .. words]);
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
