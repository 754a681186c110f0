using Gatehouse.Core;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;
using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Runtimes;

namespace Gatehouse.Lambda.Tests.Packages;

/// <summary>A server whose owner mapped runtimes to images: Python, a shell with curl, two indexes, and one that was never pushed.</summary>
public sealed class MappedRuntimes : IAsyncLifetime
{
    // What a runtime interface client does, in thirty lines: the handler comes as the image's CMD.
    private const string PythonRuntime =
        """
        import http.client, importlib, json, os, sys
        sys.path[:0] = [os.environ['LAMBDA_TASK_ROOT'], '/opt/python']
        module, name = sys.argv[1].rsplit('.', 1)
        api, base = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API']), '/2018-06-01/runtime/'
        def post(path, body):
            api.request('POST', base + path, json.dumps(body)); api.getresponse().read()
        try:
            handler = getattr(importlib.import_module(module), name)
        except Exception as failure:
            post('init/error', {'errorType': type(failure).__name__, 'errorMessage': str(failure)}); sys.exit(1)
        while True:
            api.request('GET', base + 'invocation/next')
            event = api.getresponse(); request = event.headers['Lambda-Runtime-Aws-Request-Id']; event = json.loads(event.read())
            try:
                post(f'invocation/{request}/response', handler(event, None))
            except Exception as failure:
                post(f'invocation/{request}/error', {'errorType': type(failure).__name__, 'errorMessage': str(failure)})
        """;

    private const string Index = "application/vnd.oci.image.index.v1+json";

    internal LambdaHost Host { get; } = new(null, TimeProvider.System, new FakeImages())
    {
        Runtimes = new RuntimeImages(
            new Dictionary<string, string>
            {
                ["python3.13"] = LambdaHost.Image + ":python",
                ["provided.al2"] = "localhost:4566/actor:shell",
                ["python3.12"] = LambdaHost.Image + ":several",
                ["python3.11"] = LambdaHost.Image + ":foreign",
                ["nodejs20.x"] = LambdaHost.Image + ":never-pushed",
            },
            new Scope("000000000000", "us-east-1")),
    };

    public async ValueTask InitializeAsync()
    {
        var python = Host.Images.Push("python", Python());
        var foreign = new IndexedImage("sha256:" + new string('5', 64), "windows/amd64", IsAttestation: false);
        Host.Images.Name(
            "several", "sha256:" + new string('6', 64), Index, foreign, foreign with { Digest = python, Platform = "linux/amd64" }, foreign with { Digest = python, Platform = "linux/arm64" });
        Host.Images.Name("foreign", "sha256:" + new string('7', 64), Index, foreign);
        Host.Images.Push("shell", Shell());
        await Host.InitializeAsync();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal static TestImage Shell() => new TestImage().Layer(
        tar =>
        {
            tar.Program("bin/busybox", Tools.BusyBox);
            foreach (var name in new[] { "sh", "cat", "grep", "tr", "cut" })
            {
                tar.Link($"bin/{name}", "busybox");
            }

            Tools.AddProgram(tar, "/usr/bin/curl", "bin/curl");
        },
        TestImage.PlainLayer);

    private static TestImage Python()
    {
        var said = Tools.Run("python3", "-c", "import sys, sysconfig; print(sys._base_executable, sysconfig.get_path('stdlib'), f'python{sys.version_info[0]}.{sys.version_info[1]}', sep='\\n')").Split('\n');
        var (program, library, version) = (said[0], said[1], said[2]);
        string[] left = ["__pycache__", "site-packages", "dist-packages", "test", "idlelib", "tkinter", "lib2to3", "ensurepip", "pydoc_data", "unittest", "distutils"];
        var files = Directory.EnumerateFiles(library, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(library, file))
            .Where(file => !file.StartsWith("config-", StringComparison.Ordinal) && !file.Split('/').Intersect(left).Any());
        return new TestImage { EntryPoint = ["/usr/bin/python", "/var/runtime/runtime.py"], Environment = ["PYTHONHOME=/usr"] }.Layer(
            tar =>
            {
                tar.Program("usr/bin/python", File.ReadAllBytes(program));
                Tools.AddLibraries(tar, [program, .. Directory.GetFiles(Path.Combine(library, "lib-dynload"), "*.so")]);
                tar.File("var/runtime/runtime.py", PythonRuntime);
                foreach (var file in files)
                {
                    tar.Program($"usr/lib/{version}/{file}", File.ReadAllBytes(Path.Combine(library, file)));
                }
            },
            TestImage.PlainLayer);
    }
}
