namespace Gatehouse.Server.Tests;

/// <summary>One server for the tests of a class that do not change it.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GatehouseProcess _process = null!;

    internal int Port => _process.Port;

    internal string Http => $"http://127.0.0.1:{Port}";

    /// <summary>A file with the certificate that clients trust.</summary>
    internal string Authority => _folder.In("trusted.pem");

    public async ValueTask InitializeAsync()
    {
        _process = await GatehouseProcess.ServeAsync(_folder.In("data"));
        var ca = await GatehouseProcess.RunAsync("ca", "--endpoint", Http);
        Assert.Equal(0, ca.ExitCode);
        await File.WriteAllTextAsync(Authority, ca.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
