namespace Gatehouse.Testing;

/// <summary>A folder of a test's own, gone after it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gatehouse-test-").FullName;

    /// <summary>Where a name in it leads, whether anything has that name or not.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
