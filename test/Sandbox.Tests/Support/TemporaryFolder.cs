namespace Gatehouse.Sandbox.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("gatehouse-sandbox-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
