using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal static class ArchitectureLimits
{
    /// <summary>One architecture that AWS has.</summary>
    public static Violations Architectures(this Violations check, IReadOnlyList<string>? architectures)
    {
        check.Count(architectures, 1, 1, "architectures");
        if (architectures?.Any(architecture => architecture is not ("x86_64" or "arm64")) is true)
        {
            check.Add($"[{string.Join(", ", architectures)}]", "architectures", "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64]]");
        }

        return check;
    }
}
