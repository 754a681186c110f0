using System.Globalization;

namespace Gatehouse.Sandbox.Linux;

/// <summary>What the user namespace of this process has: on a server without root it is one of its own, with a single user in it.</summary>
internal static class UserNamespace
{
    // Of sandboxes, outside their own namespace: one past the range that distributions give to people and services.
    private const uint Apart = 65_123;

    /// <summary>True in the machine's own, where alone attributes named <c>trusted.</c> can be written.</summary>
    internal static bool IsInitial { get; } = Maps("uid_map").Any(map => map.Count == uint.MaxValue);

    /// <summary>The user and group that sandboxes run as: one that owns nothing, where there is a second one at all.</summary>
    internal static uint SandboxUser { get; } = Libc.EffectiveUser() == 0 && Has("uid_map") && Has("gid_map") ? Apart : Libc.EffectiveUser();

    /// <summary>True when functions run as the user whom this process is, and who owns every layer.</summary>
    internal static bool IsSharedWithFunctions => SandboxUser == Libc.EffectiveUser();

    private static bool Has(string file) => Maps(file).Any(map => Apart >= map.First && Apart - map.First < map.Count);

    // "inside outside count", one range a line.
    private static IEnumerable<(uint First, uint Count)> Maps(string file) =>
        OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/" + file)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(parts => (uint.Parse(parts[0], CultureInfo.InvariantCulture), uint.Parse(parts[2], CultureInfo.InvariantCulture)))
            : [(0, uint.MaxValue)];
}
