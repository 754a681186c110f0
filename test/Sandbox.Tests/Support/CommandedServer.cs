using System.Buffers;
using System.Diagnostics;
using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Text;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>A process with an engine in it, started without root: each line it is given is an event, each line it writes an answer.</summary>
internal sealed class CommandedServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <param name="prefix">Words before the server's own, such as those that lead into a container.</param>
    internal CommandedServer(params string[] prefix)
        : this(FunctionNetwork.None, prefix)
    {
    }

    internal CommandedServer(FunctionNetwork network, params string[] prefix)
    {
        // A folder that everyone may read: the tests may lie in root's home.
        Tools.Run("chmod", "a+rwx", _folder.Path);
        var program = Path.Combine(_folder.Path, "program");
        Tools.Run("cp", "--recursive", AppContext.BaseDirectory, program);
        Tools.Run("chmod", "--recursive", "a+rX", program);
        string[] words = [.. prefix, Path.Combine(program, Path.GetFileName(TestProgram.File)), "answer", Path.Combine(_folder.Path, "data"), $"{network}"];
        _process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = null, ["TMPDIR"] = _folder.Path },
        })!;
    }

    /// <summary>What stands before a command so that nobody special runs it.</summary>
    internal static string[] Unprivileged => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=62017", "--regid=62017", "--clear-groups"] : [];

    internal string Folder => _folder.Path;

    internal int Id => _process.Id;

    internal async Task<string?> HearAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    internal async Task<string?> AskAsync(string what, string rest = "")
    {
        await _process.StandardInput.WriteLineAsync($$"""{"{{what}}":"{{rest}}"}""");
        return await HearAsync();
    }

    internal async Task<int> EndAsync(string signal)
    {
        Tools.Run("kill", signal, $"{Id}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    /// <summary>The server's side.</summary>
    internal static async Task<int> RunAsync(string folder, FunctionNetwork network)
    {
        Rootless.Enter();
        var image = TestImage.Actor();
        image.Layer(tar =>
        {
            tar.File("secret", "s", UnixFileMode.UserRead | UnixFileMode.UserWrite, owner: 17);
            tar.File("gone", "lower");
            tar.File("folder/hidden", "lower");
            tar.File("merged/below", "lower");
        });
        image.Layer(tar =>
        {
            tar.File(".wh.gone", "");
            tar.File("folder/.wh..wh..opq", "");
            tar.File("folder/shown", "upper", owner: 42);

            // An image must not hide files by overlayfs's own mark.
            Dictionary<string, string> mark = new() { ["SCHILY.xattr.user.overlay.opaque"] = "y" };
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "merged", mark) { Mode = (UnixFileMode)0x1ED });
            tar.File("merged/above", "upper");
        });
        var log = new ServerLog();
        await using var engine = SandboxEngine.Start(new SandboxOptions { Folder = folder, Network = network }, image, new CollectedLogs(), TimeProvider.System, log);
        var pool = engine.Open(new()
        {
            Account = "000000000000",
            Region = "us-east-1",
            FunctionName = "actor",
            FunctionArn = "arn",
            LogGroup = "group",
            Timeout = TimeSpan.FromSeconds(2),
            Image = await engine.PrepareAsync(image.Build(), CancellationToken.None),
        });
        using var ended = new CancellationTokenSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Cancel();
        });
        await Console.Out.WriteLineAsync(log.Text.ReplaceLineEndings(" "));
        await using var input = Console.OpenStandardInput();
        using var reader = new StreamReader(input);
        try
        {
            while (await reader.ReadLineAsync(ended.Token).AsTask().WaitAsync(ended.Token) is { } line)
            {
                using var invocation = pool.Begin();
                invocation.Event.Write(Encoding.UTF8.GetBytes(line));
                var outcome = await invocation.SendAsync(default);
                var why = outcome == InvocationOutcome.Unavailable ? log.Text.ReplaceLineEndings(" ") : Encoding.UTF8.GetString(invocation.Reply.Span);
                await Console.Out.WriteLineAsync($"{outcome} {why}");
            }
        }
        catch (OperationCanceledException)
        {
            // The signal.
        }

        return 0;
    }
}
