using Gatehouse.Sandbox.Images;

namespace Gatehouse.Sandbox.Packages;

/// <summary>How a package's function is started, and what its environment has more than an image's.</summary>
internal static class PackageCommand
{
    private const string ProgramPath = "/usr/local/bin:/usr/bin:/bin:/opt/bin";

    private const string LibraryPath = "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib";

    /// <summary>A managed runtime is its base image's ENTRYPOINT with the handler as its CMD; all others are a bootstrap, which finds the handler in <c>_HANDLER</c>.</summary>
    internal static (IReadOnlyList<string> EntryPoint, IReadOnlyList<string> Command) Of(PackageRuntime runtime, PreparedImage image) =>
        runtime.IsCustom || image.EntryPoint.Count == 0 ? ([image.BootstrapPath], []) : (image.EntryPoint, [runtime.Handler]);

    /// <summary>Adds what an image may have left out of its paths: without <c>/opt</c> layers would not be found.</summary>
    internal static void CompletePaths(Dictionary<string, string> variables)
    {
        variables["PATH"] = Complete(variables["PATH"], ProgramPath);
        variables["LD_LIBRARY_PATH"] = Complete(variables.GetValueOrDefault("LD_LIBRARY_PATH"), LibraryPath);
    }

    private static string Complete(string? own, string all)
    {
        var parts = own?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return string.Join(':', parts.Union(all.Split(':')));
    }
}
