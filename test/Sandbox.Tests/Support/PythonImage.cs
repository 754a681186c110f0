namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>An image with Python, the function of <c>Functions/function.py</c>, and the extension of <c>Functions/watcher.py</c> under as many names as wished.</summary>
internal static class PythonImage
{
    private const string Program = "/usr/bin/python3.11";

    private static readonly Lazy<string[]> s_modules = new(() => Tools.Run(
        Program, "-c",
        "import sys,http.server,http.client,json,os,signal,socket,socketserver,threading,time,encodings.idna,encodings.ascii,encodings.latin_1;" +
        "print('\\n'.join(m.__file__ for m in sys.modules.values() if getattr(m,'__file__',None) and 'ssl' not in m.__name__ and 'hashlib' not in m.__name__))")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries));

    internal static TestImage Of(params string[] extensions) =>
        new TestImage { EntryPoint = [Program, "/function.py"], Command = ["app.handler"] }.Layer(
            tar =>
            {
                Tools.AddProgram(tar, Program, Program[1..]);
                foreach (var module in s_modules.Value)
                {
                    tar.Program(module[1..], File.ReadAllBytes(module));
                }

                tar.Program("function.py", Script("function.py"));
                tar.File("etc/hosts", "127.0.0.1 only-of-the-image\n");
                foreach (var name in extensions)
                {
                    tar.Program("opt/extensions/" + name, Script("watcher.py"));
                }
            },
            TestImage.PlainLayer);

    private static byte[] Script(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Functions", name));
}
