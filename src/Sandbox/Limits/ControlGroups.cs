using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Sandbox.Limits;

/// <summary>
/// The control groups of one data folder. Their name follows from the folder, so the next server on the folder finds
/// what a killed one left.
/// </summary>
internal sealed class ControlGroups
{
    private static readonly string[] Wanted = ["memory", "pids", "cpu"];

    private readonly List<string> _parents = [];
    private readonly List<string> _homes = [];

    private ControlGroups()
    {
    }

    /// <summary>True when this machine has version 1 groups for these controllers: the spawning thread itself can step into them.</summary>
    internal bool ByThread { get; private init; }

    /// <summary>The controllers that could not be had, for one warning at start.</summary>
    internal IReadOnlyList<string> Missing { get; private init; } = [];

    /// <summary>The folder's name in every hierarchy.</summary>
    internal required string Name { get; init; }

    internal IReadOnlyList<string> Parents => _parents;

    /// <summary>What stops sandboxes between invocations, or null where this machine has nothing for it.</summary>
    internal FreezerGroups? Freezers { get; private init; }

    /// <param name="membership">The lines of <c>/proc/self/cgroup</c>: where this process is now.</param>
    internal static ControlGroups Open(string folder, Hierarchy hierarchy, IEnumerable<string> membership)
    {
        var name = "gatehouse-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..12];
        var legacy = Wanted.Any(hierarchy.Legacy.ContainsKey);
        var missing = new List<string>();
        var parents = new List<string>();
        if (legacy)
        {
            foreach (var controller in Wanted)
            {
                if (hierarchy.Legacy.TryGetValue(controller, out var mount) && TryCreate(Path.Combine(mount, name)))
                {
                    parents.Add(Path.Combine(mount, name));
                }
                else
                {
                    missing.Add(controller);
                }
            }
        }
        else if (hierarchy.Unified is { } unified && TryCreate(Path.Combine(unified, name)))
        {
            parents.Add(Path.Combine(unified, name));
            missing.AddRange(Wanted.Where(controller => !TryDelegate(unified, controller) || !TryDelegate(parents[0], controller)));
        }
        else
        {
            missing.AddRange(Wanted);
        }

        membership = [.. membership];
        var freezers = legacy ? FreezerGroups.OpenBeside(name, hierarchy, membership) : parents.Count > 0 ? FreezerGroups.OpenWithin(parents[0]) : null;
        var groups = new ControlGroups { Name = name, ByThread = legacy, Missing = missing, Freezers = freezers };
        groups.FindHomes(hierarchy, membership);
        groups._parents.AddRange(parents.Distinct());
        return groups;
    }

    /// <summary>Kills and removes every group that an earlier server left. Returns how many it found.</summary>
    internal int Clear()
    {
        var left = _parents.SelectMany(parent => Directory.GetDirectories(parent)).ToList();
        foreach (var folder in left)
        {
            var group = new ControlGroup([folder], [], ByThread, freezer: null);

            // Killed processes leave their group within a few scheduler ticks; a start may wait for them.
            SpinWait.SpinUntil(group.TryRemove, TimeSpan.FromSeconds(2));
        }

        Freezers?.Clear();
        return left.Count;
    }

    /// <param name="freezes">False for what need not or must not stand still.</param>
    /// <param name="freezerFolder">Somebody else's group of version 2, yet to be made, that is to be frozen instead of one of ours.</param>
    internal ControlGroup Create(string name, int memoryMegabytes, bool freezes = true, string? freezerFolder = null)
    {
        var folders = _parents.Select(parent => Path.Combine(parent, name)).ToArray();
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(folder);
        }

        var group = new ControlGroup(folders, _homes, ByThread, freezerFolder is not null ? new FreezerGroup(freezerFolder, home: null) : freezes ? Freezers?.Create(name) : null);
        group.Limit(memoryMegabytes);
        return group;
    }

    internal void Remove()
    {
        foreach (var parent in _parents)
        {
            ControlGroup.TryRemoveFolder(parent);
        }

        Freezers?.Remove();
    }

    // 4:memory:/some/group — where the spawning thread goes back to. In a container the path may be of the host: then the mount's root.
    private void FindHomes(Hierarchy hierarchy, IEnumerable<string> membership)
    {
        foreach (var parts in membership.Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            var mount = parts[1].Split(',').Select(hierarchy.Legacy.GetValueOrDefault).FirstOrDefault(found => found is not null);
            if (ByThread && mount is not null)
            {
                var home = mount + parts[2];
                _homes.Add(Directory.Exists(home) ? home : mount);
            }
        }
    }

    internal static bool TryCreate(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool TryDelegate(string folder, string controller)
    {
        var control = Path.Combine(folder, "cgroup.subtree_control");
        try
        {
            File.WriteAllText(control, "+" + controller);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
