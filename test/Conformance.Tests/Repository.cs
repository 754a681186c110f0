namespace Gatehouse.Conformance.Tests;

internal static class Repository
{
    /// <summary>The folder that holds Gatehouse.slnx.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Gatehouse.slnx"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run from inside the repository."));
}
