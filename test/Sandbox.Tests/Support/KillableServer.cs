using System.Buffers;
using System.Diagnostics;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>A process with an engine in it and a function at work, for tests of sudden death.</summary>
internal sealed class KillableServer : IDisposable
{
    private readonly Process _process;

    private KillableServer(Process process) => _process = process;

    /// <param name="work">What its function does by the time that it has started; null and it idles.</param>
    internal static Task<KillableServer> StartAsync(string folder, string? work = "sleep", FunctionNetwork network = FunctionNetwork.None) =>
        StartAsync(new SandboxOptions { Folder = folder, Network = network }, work, "");

    /// <param name="mark">An argument of the function, by which its processes can be found.</param>
    internal static async Task<KillableServer> StartAsync(SandboxOptions options, string? work, string mark)
    {
        string[] words = ["serve", options.Folder, $"{options.Network}", work ?? "", mark, options.Runner ?? "", options.OciRuntime ?? "", options.DockerHost ?? ""];
        var start = new ProcessStartInfo(TestProgram.File, words) { RedirectStandardOutput = true, RedirectStandardInput = true };
        var server = new KillableServer(Process.Start(start)!);
        var line = await server._process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return line == "busy" ? server : throw new InvalidOperationException($"The server said '{line}'.");
    }

    internal static async Task<int> RunAsync(string folder, FunctionNetwork network, string? work, string[] settings)
    {
        string? Setting(int index) => settings[index] is { Length: > 0 } text ? text : null;
        var options = new SandboxOptions { Folder = folder, Network = network, Runner = Setting(1), OciRuntime = Setting(2), DockerHost = Setting(3) };
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
        if (work is not null)
        {
            _ = SendAsync(pool, $$"""{"{{work}}":""}""");
        }

        Console.WriteLine("busy");

        // It blocks, and a caller goes on where its function's answer was read.
        await Task.Run(Console.In.ReadLine);
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
