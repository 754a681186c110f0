namespace Gatehouse.Server.Tests.Certificates;

public sealed class AuthorityTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public async Task Authority_OutlivesARestart()
    {
        var data = _temporary.In("data");
        var before = await AuthorityOfAsync(data);

        var after = await AuthorityOfAsync(data);

        Assert.StartsWith("-----BEGIN CERTIFICATE-----", before, StringComparison.Ordinal);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task AuthorityOfAStoppedServer_IsReadFromItsFolder()
    {
        var data = _temporary.In("data");
        var served = await AuthorityOfAsync(data);

        var read = await GatehouseProcess.RunAsync("ca", "--data", data);

        Assert.Equal(served.TrimEnd(), read.Output.TrimEnd());
    }

    [Fact]
    public async Task FolderWithoutAuthority_IsExplained()
    {
        var read = await GatehouseProcess.RunAsync("ca", "--data", _temporary.Path);

        Assert.Equal(1, read.ExitCode);
        Assert.Contains(_temporary.Path, read.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenKey_IsReportedAndPlainHttpGoesOn()
    {
        var data = _temporary.In("data");
        await AuthorityOfAsync(data);
        await File.WriteAllTextAsync(Path.Combine(data, "ca", "ca.key"), "not a key");
        await using var server = await GatehouseProcess.ServeAsync(data);

        var ca = await GatehouseProcess.RunAsync("ca", "--endpoint", $"http://127.0.0.1:{server.Port}");
        var health = await GatehouseProcess.RunAsync("health", "--endpoint", $"http://127.0.0.1:{server.Port}");
        var end = await server.StopAsync();

        Assert.Equal(1, ca.ExitCode);
        Assert.Contains(Path.Combine(data, "ca"), ca.Error, StringComparison.Ordinal);
        Assert.Equal(1, health.ExitCode);
        Assert.Contains("tls: unready", health.Output, StringComparison.Ordinal);
        Assert.Contains("there is no TLS", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_IsItsOwnersAlone()
    {
        var data = _temporary.In("data");
        await AuthorityOfAsync(data);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "ca", "ca.key")));
    }

    public void Dispose() => _temporary.Dispose();

    private static async Task<string> AuthorityOfAsync(string data)
    {
        await using var server = await GatehouseProcess.ServeAsync(data);
        var pem = await GatehouseProcess.CurlAsync($"http://127.0.0.1:{server.Port}/_gatehouse/ca");
        await server.StopAsync();
        return pem.Output;
    }
}
