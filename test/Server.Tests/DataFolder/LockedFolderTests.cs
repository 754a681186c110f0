namespace Gatehouse.Server.Tests.DataFolder;

public sealed class LockedFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public async Task FolderOfARunningServer_IsRefusedToAnother()
    {
        var data = _temporary.In("data");
        await using var first = await GatehouseProcess.ServeAsync(data);

        var second = await GatehouseProcess.RunAsync("serve", "--listen", "127.0.0.1:0", "--data", data);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains(data, second.Error, StringComparison.Ordinal);
        Assert.Contains($"process {first.Id}", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderOfAKilledServer_CanBeOpenedAgain()
    {
        var data = _temporary.In("data");
        await using (var first = await GatehouseProcess.ServeAsync(data))
        {
            await first.StopAsync("KILL");
        }

        await using var second = await GatehouseProcess.ServeAsync(data);

        Assert.True(second.Port > 0);
    }

    [Fact]
    public async Task Folder_IsItsOwnersAlone()
    {
        var data = _temporary.In("data");
        Directory.CreateDirectory(data);
        await using var server = await GatehouseProcess.ServeAsync(data);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(data));
    }

    [Fact]
    public async Task FolderWithOtherFiles_IsLeftAlone()
    {
        await File.WriteAllTextAsync(_temporary.In("letter.txt"), "private");
        var mode = File.GetUnixFileMode(_temporary.Path);

        var server = await GatehouseProcess.RunAsync("serve", "--listen", "127.0.0.1:0", "--data", _temporary.Path);

        Assert.Equal(1, server.ExitCode);
        Assert.Contains("is not a data folder", server.Error, StringComparison.Ordinal);
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(_temporary.Path).Select(Path.GetFileName));
        Assert.Equal(mode, File.GetUnixFileMode(_temporary.Path));
    }

    [Fact]
    public async Task PathThatIsAFile_IsExplained()
    {
        await File.WriteAllTextAsync(_temporary.In("file"), "");

        var server = await GatehouseProcess.RunAsync("serve", "--listen", "127.0.0.1:0", "--data", _temporary.In("file"));

        Assert.Equal(1, server.ExitCode);
        Assert.Contains("--data", server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryFolder_GoesWithTheProcess()
    {
        await using var server = await GatehouseProcess.ServeAsync();
        var folder = Assert.Single(FoldersOf(server.Id));

        await server.StopAsync();

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task MemoryFolderOfAKilledServer_IsRemovedByTheNext()
    {
        await using var first = await GatehouseProcess.ServeAsync();
        var stale = Assert.Single(FoldersOf(first.Id));
        await first.StopAsync("KILL");
        Assert.True(Directory.Exists(stale));

        await using var second = await GatehouseProcess.ServeAsync();

        Assert.False(Directory.Exists(stale));
        Assert.Single(FoldersOf(second.Id));
    }

    [Fact]
    public async Task OldMemoryFolderWithoutALock_IsRemovedAndAFreshOneStays()
    {
        var old = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"gatehouse-memory-old-{Guid.NewGuid():N}"));
        var fresh = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"gatehouse-memory-fresh-{Guid.NewGuid():N}"));
        Directory.SetLastWriteTimeUtc(old.FullName, old.LastWriteTimeUtc.AddMinutes(-2));

        await using var server = await GatehouseProcess.ServeAsync();

        Assert.False(Directory.Exists(old.FullName));
        Assert.True(Directory.Exists(fresh.FullName));
        fresh.Delete();
    }

    [Fact]
    public async Task MemoryServerStoppedAtOnce_LeavesNothingAndSaysNothing()
    {
        // The certificate authority is still being made when the signal comes.
        for (var i = 0; i < 5; i++)
        {
            await using var server = await GatehouseProcess.ServeAsync();
            var folder = FoldersOf(server.Id);

            var end = await server.StopAsync();

            Assert.Equal("", end.Error);
            Assert.DoesNotContain(folder, Directory.Exists);
        }
    }

    public void Dispose() => _temporary.Dispose();

    private static List<string> FoldersOf(int process) =>
        [.. Directory.EnumerateDirectories(Path.GetTempPath(), "gatehouse-memory-*").Where(folder => HolderOf(folder) == $"{process}\n")];

    private static string HolderOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "gatehouse.pid"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
