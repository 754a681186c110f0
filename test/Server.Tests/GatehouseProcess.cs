using System.Diagnostics;

namespace Gatehouse.Server.Tests;

/// <summary>The built <c>gatehouse</c> program as a process, as a user would run it.</summary>
internal sealed class GatehouseProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly List<string> _output = [];

    private GatehouseProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "gatehouse");

    public int Id => _process.Id;

    public Uri Address { get; private set; } = null!;

    public int Port => Address.Port;

    /// <summary>Starts <c>gatehouse serve</c> on a free port and waits for its ready line.</summary>
    public static Task<GatehouseProcess> ServeAsync(string data = ":memory:", string listen = "127.0.0.1:0", params string[] more) => ServeAsync([], data, listen, more);

    /// <summary>The same with variables of its own.</summary>
    public static Task<GatehouseProcess> ServeAsync(Dictionary<string, string> environment, string data = ":memory:", string listen = "127.0.0.1:0", params string[] more) =>
        ReadyAsync(Start(Program, ["serve", "--listen", listen, "--data", data, .. more], environment));

    /// <summary>The same on a file system of this size, which is gone with the server. The folder must exist.</summary>
    public static Task<GatehouseProcess> ServeOnSmallDiskAsync(string data, int megabytes) => ReadyAsync(Start(
        "unshare",
        [
            "--user", "--map-root-user", "--mount", "sh", "-c",
            "mount -t tmpfs -o \"size=$1m\" none \"$2\" && exec \"$3\" serve --listen 127.0.0.1:0 --data \"$2\"", "sh", $"{megabytes}", data, Program,
        ]));

    private static async Task<GatehouseProcess> ReadyAsync(Process process)
    {
        var server = new GatehouseProcess(process);
        var ready = await server._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (ready is null)
        {
            throw new InvalidOperationException("The server ended before it was ready: " + await server._error);
        }

        server._output.Add(ready);
        server.Address = new Uri(ready.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)));
        return server;
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<Finished> RunAsync(params string[] arguments) => ToolAsync(Program, arguments);

    /// <summary>Runs any program to its end.</summary>
    public static async Task<Finished> ToolAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return new Finished(process.ExitCode, await output, await error);
    }

    public static Task<Finished> CurlAsync(params string[] arguments) => ToolAsync("curl", ["-sS", "--max-time", "10", .. arguments]);

    /// <summary>Sends a signal and waits for the end.</summary>
    public async Task<Finished> StopAsync(string signal = "TERM")
    {
        await ToolAsync("kill", "-s", signal, $"{Id}");
        await _process.WaitForExitAsync().WaitAsync(Patience);
        var rest = await _process.StandardOutput.ReadToEndAsync();
        return new Finished(_process.ExitCode, string.Join('\n', [.. _output, rest]), await _error);
    }

    /// <summary>Ends the server alone, at once, and waits until it is gone.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("GATEHOUSE_ENDPOINT");
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>What a process left behind.</summary>
    internal sealed record Finished(int ExitCode, string Output, string Error);
}
