using Gatehouse.Services.Logs;

namespace Gatehouse.Logs.Tests;

/// <summary>The Logs service over a store and a folder of its own.</summary>
internal sealed class LogsHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private LogsHost(WireHost wire, LogsEngine engine, TemporaryFolder folder)
    {
        Wire = wire;
        Engine = engine;
        _folder = folder;
    }

    public WireHost Wire { get; }

    public LogsEngine Engine { get; }

    public static async Task<LogsHost> StartAsync(TimeProvider? time = null)
    {
        var folder = new TemporaryFolder();
        LogsEngine? engine = null;
        var wire = await WireHost.StartAsync(
            store => [LogsService.Define(engine = LogsEngine.Open(store, folder.Path, time ?? TimeProvider.System))],
            time);
        return new LogsHost(wire, engine!, folder);
    }

    /// <summary>The script's output; <c>logs</c> is a client.</summary>
    public Task<string> PythonAsync(string script) => Python.RunAsync(Wire.Address, "import time\nlogs = client('logs')\n" + script);

    /// <summary>Sends one request as it is and answers the body as it is.</summary>
    public async Task<string> SendAsync(string operation, string body)
    {
        using var content = new StringContent(body, null, "application/x-amz-json-1.1");
        var response = await Wire.SendAsync("logs", HttpMethod.Post, "/", content, target: "Logs_20140328." + operation);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Wire.DisposeAsync();
        _folder.Dispose();
    }
}
