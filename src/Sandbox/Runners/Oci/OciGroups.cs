using Gatehouse.Sandbox.Limits;

namespace Gatehouse.Sandbox.Runners.Oci;

/// <summary>
/// The control groups that a runtime makes for itself, one below each of ours: it makes them in every hierarchy and takes only the
/// lowest folder away again. Limits and peaks are ours, one folder up, where they outlive the runtime.
/// </summary>
internal sealed class OciGroups
{
    private const string Inner = "runtime";

    private readonly string _name;
    private readonly string? _unified;
    private readonly string[] _others;

    internal OciGroups(ControlGroups groups, Hierarchy hierarchy)
    {
        _name = groups.Name;
        _unified = groups.ByThread ? hierarchy.Unified : null;
        var mounts = hierarchy.Unified is { } unified ? hierarchy.Legacy.Values.Append(unified) : hierarchy.Legacy.Values;
        _others = [.. mounts.Distinct().Select(mount => Path.Combine(mount, _name)).Except(groups.Parents)];
    }

    internal string PathOf(string sandbox) => $"/{_name}/{sandbox}/{Inner}";

    /// <summary>
    /// Beside version 1 the group of version 2 that a runtime makes is the one to freeze, where it sees that version. Null where our own
    /// group is: around the runtime's with version 2 alone, or else around the runtime itself.
    /// </summary>
    internal string? FreezerOf(string sandbox, bool isUnifiedHidden) => isUnifiedHidden || _unified is null ? null : _unified + PathOf(sandbox);

    /// <summary>Removes what the runtime left of a sandbox that ended.</summary>
    internal void Remove(string sandbox)
    {
        foreach (var other in _others)
        {
            _ = ControlGroup.TryRemoveFolder(Path.Combine(other, sandbox, Inner));
            _ = ControlGroup.TryRemoveFolder(Path.Combine(other, sandbox));
        }
    }

    /// <summary>Removes what an earlier server's runtimes left.</summary>
    internal void Clear()
    {
        foreach (var sandbox in _others.Where(Directory.Exists).SelectMany(Directory.GetDirectories).Select(Path.GetFileName).Distinct().ToList())
        {
            Remove(sandbox!);
        }

        Array.ForEach(_others, other => ControlGroup.TryRemoveFolder(other));
    }
}
