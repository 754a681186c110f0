namespace Gatehouse.Sandbox.Limits;

/// <summary>
/// Where sandboxes' freezers are. Stopping processes is part of control groups version 2 itself, not of a controller: a machine whose
/// controllers are all in version 1 has it too. Version 1's own freezer is of no use, because what it holds does not die by SIGKILL.
/// </summary>
/// <param name="home">Where the spawning thread comes from, or null where processes are put into their group by its limits.</param>
internal sealed class FreezerGroups(string parent, string? home)
{
    /// <summary>Version 2 beside the controllers of version 1: groups of threads, so that the spawning thread alone can step into them.</summary>
    /// <param name="name">Of the parent of all groups.</param>
    /// <param name="membership">The lines of <c>/proc/self/cgroup</c>; threads can only move below where their process is.</param>
    internal static FreezerGroups? OpenBeside(string name, Hierarchy hierarchy, IEnumerable<string> membership)
    {
        if (hierarchy.Unified is not { } unified)
        {
            return null;
        }

        const string version2 = "0::";
        var own = unified + membership.FirstOrDefault(line => line.StartsWith(version2, StringComparison.Ordinal))?[version2.Length..];
        var home = (Directory.Exists(own) ? own : unified).TrimEnd('/');
        
        // Not the name itself: below that one OCI runtimes make groups of processes, which cannot be among groups of threads.
        var parent = Path.Combine(home, name + "-freezer");
        if (ControlGroups.TryCreate(parent) && BecomesThreaded(parent) && HasSwitch(parent))
        {
            return new FreezerGroups(parent, home);
        }

        ControlGroup.TryRemoveFolder(parent);
        return null;
    }

    /// <summary>Version 2 alone: the group with the limits is the one to freeze.</summary>
    internal static FreezerGroups? OpenWithin(string parent) => HasSwitch(parent) ? new(parent, home: null) : null;

    internal FreezerGroup? Create(string name)
    {
        var folder = Path.Combine(parent, name);
        if (home is null)
        {
            return new FreezerGroup(folder, home);
        }

        if (ControlGroups.TryCreate(folder) && BecomesThreaded(folder))
        {
            return new FreezerGroup(folder, home);
        }

        ControlGroup.TryRemoveFolder(folder);
        return null;
    }

    /// <summary>Removes what an earlier server left; what was inside has been killed by way of its limits, where it had any.</summary>
    internal void Clear()
    {
        if (home is not null)
        {
            foreach (var folder in Directory.GetDirectories(parent))
            {
                using var left = new FreezerGroup(folder, home);
                SpinWait.SpinUntil(left.TryRemove, TimeSpan.FromSeconds(2));
            }
        }
    }

    internal void Remove()
    {
        if (home is not null)
        {
            ControlGroup.TryRemoveFolder(parent);
        }
    }

    // Since Linux 5.2.
    private static bool HasSwitch(string folder) => File.Exists(Path.Combine(folder, FreezerGroup.Switch));

    private static bool BecomesThreaded(string folder) => ControlGroup.Set(folder, "cgroup.type", "threaded");
}
