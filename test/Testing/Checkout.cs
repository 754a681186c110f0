namespace Gatehouse.Testing;

/// <summary>The repository that the tests were built from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds Gatehouse.slnx.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string In(string name) => Path.Combine(Root, name);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Gatehouse.slnx"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run from inside the repository."));
}
