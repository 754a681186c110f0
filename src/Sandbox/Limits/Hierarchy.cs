namespace Gatehouse.Sandbox.Limits;

/// <summary>Where the control groups of this machine are mounted, read from <c>/proc/self/mountinfo</c>.</summary>
/// <param name="Unified">The folder of cgroup v2, or null.</param>
/// <param name="Legacy">Folders of cgroup v1 by controller.</param>
internal sealed record Hierarchy(string? Unified, IReadOnlyDictionary<string, string> Legacy)
{
    internal static Hierarchy Read(IEnumerable<string> mountInfo)
    {
        string? unified = null;
        var legacy = new Dictionary<string, string>();
        foreach (var line in mountInfo)
        {
            // 36 35 98:0 /root /mount/point options - type source superOptions
            var halves = line.Split(" - ", 2);
            var before = halves[0].Split(' ');
            var after = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (before.Length < 5 || after.Length < 3)
            {
                continue;
            }

            if (after[0] == "cgroup2")
            {
                unified ??= before[4];
            }
            else if (after[0] == "cgroup")
            {
                foreach (var controller in after[2].Split(','))
                {
                    legacy.TryAdd(controller, before[4]);
                }
            }
        }

        return new Hierarchy(unified, legacy);
    }
}
