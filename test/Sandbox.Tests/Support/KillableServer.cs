using System.Buffers;
using System.Diagnostics;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>A process with an engine in it and a function at work, for tests of sudden death.</summary>
internal sealed class KillableServer : IDisposable
{
    private readonly Process _process;

    private KillableServer(Process process) => _process = process;

    internal static Task<KillableServer> StartAsync(string folder) => StartAsync(folder, new SandboxOptions { Folder = folder }, "");

    /// <param name="mark">An argument of the function, by which its processes can be found.</param>
    internal static async Task<KillableServer> StartAsync(string folder, SandboxOptions options, string mark)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["serve", folder, mark, options.Runner ?? "", options.OciRuntime ?? "", options.DockerHost ?? ""]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        var server = new KillableServer(Process.Start(start)!);
        var line = await server._process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return line == "busy" ? server : throw new InvalidOperationException($"The server said '{line}'.");
    }

    internal static async Task<int> RunAsync(string folder, string[] settings)
    {
        string? Setting(int index) => settings[index] is { Length: > 0 } text ? text : null;
        var options = new SandboxOptions { Folder = folder, Runner = Setting(1), OciRuntime = Setting(2), DockerHost = Setting(3) };
        var image = TestImage.Actor();
        await using var engine = SandboxEngine.Start(options, image, new CollectedLogs(), TimeProvider.System, new ServerLog());
        var pool = engine.Open(new FunctionRevision
        {
            Account = "000000000000",
            Region = "us-east-1",
            FunctionName = "actor",
            FunctionArn = "arn",
            LogGroup = "group",
            Command = Setting(0) is { } mark ? [mark] : null,
            Timeout = TimeSpan.FromMinutes(5),
            Image = await engine.PrepareAsync(image.Build(), CancellationToken.None),
        });
        await SendAsync(pool, """{"orphan":""}""");
        _ = SendAsync(pool, """{"sleep":""}""");
        Console.WriteLine("busy");
        await Console.In.ReadLineAsync();
        return 0;
    }

    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    internal void Stop()
    {
        _process.StandardInput.WriteLine();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task SendAsync(FunctionPool pool, string @event)
    {
        using var invocation = pool.Begin();
        invocation.Event.Write(System.Text.Encoding.UTF8.GetBytes(@event));
        await invocation.SendAsync(default);
    }
}
