using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Runtimes;

/// <summary>Lambda's names of runtimes. AWS takes the older ones no more; here whoever maps one to an image may run it.</summary>
public static class RuntimeNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "nodejs", "nodejs4.3", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x", "java8", "java8.al2", "java11",
        "python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet6",
        "dotnet8", "nodejs4.3-edge", "go1.x", "ruby2.5", "ruby2.7", "provided", "provided.al2", "nodejs18.x", "python3.10", "java17", "ruby3.2", "ruby3.3",
        "ruby3.4", "python3.11", "nodejs20.x", "provided.al2023", "python3.12", "java21", "python3.13", "nodejs22.x", "nodejs24.x", "python3.14", "java25",
        "dotnet10", "ruby4.0",
    ];

    /// <summary>The names as AWS's sentences show them.</summary>
    internal static string Shown => $"[{string.Join(", ", All)}]";

    /// <summary>The package brings its own runtime, so that nothing has to be below it.</summary>
    internal static bool IsCustom(string runtime) => runtime.StartsWith("provided", StringComparison.Ordinal);

    internal static Violations CompatibleRuntimes(this Violations check, IReadOnlyList<string>? runtimes)
    {
        check.Count(runtimes, 0, 15, "compatibleRuntimes");
        if (runtimes?.Any(runtime => !All.Contains(runtime)) is true)
        {
            check.Add($"[{string.Join(", ", runtimes)}]", "compatibleRuntimes", $"Member must satisfy constraint: [Member must satisfy enum value set: {Shown}]");
        }

        return check;
    }

    internal static Violations CompatibleArchitectures(this Violations check, IReadOnlyList<string>? architectures)
    {
        check.Count(architectures, 0, 2, "compatibleArchitectures");
        if (architectures?.Any(architecture => architecture is not ("x86_64" or "arm64")) is true)
        {
            check.Add($"[{string.Join(", ", architectures)}]", "compatibleArchitectures", "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64]]");
        }

        return check;
    }

    /// <summary>The filters of lists of layers.</summary>
    internal static Violations Compatible(this Violations check, string? runtime, string? architecture) => check
        .OneOf(runtime, [.. All], "compatibleRuntime")
        .OneOf(architecture, ["x86_64", "arm64"], "compatibleArchitecture");
}
