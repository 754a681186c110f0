using System.Diagnostics;
using System.Formats.Tar;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>Programs of this machine that the tests need, and the test function compiled by one of them.</summary>
internal static class Tools
{
    private static readonly Lazy<byte[]> Compiled = new(Compile);

    internal static byte[] Actor => Compiled.Value;

    /// <summary>Where <c>eng/dockerd.sh</c> has put a Docker daemon; null where the machine has one of its own.</summary>
    internal static string? DockerPrograms => Prepared("dockerd") is { } folder ? Path.Combine(folder, "usr") : null;

    /// <summary>AWS's own runtime client for Node, as <c>eng/node-client.sh</c> has made it.</summary>
    internal static string NodeClient => Path.Combine(Prepared("node-client") ?? throw new DirectoryNotFoundException("artifacts/node-client is not there; eng/install.sh --test makes it."), "package");

    internal static byte[] BusyBox => File.ReadAllBytes("/bin/busybox");

    internal static byte[] Zstandard(byte[] plain)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "layer");
        File.WriteAllBytes(file, plain);
        Run("zstd", "--quiet", file);
        return File.ReadAllBytes(file + ".zst");
    }

    /// <summary>A program of this machine with the shared libraries it names.</summary>
    internal static void AddProgram(TarWriter tar, string program, string path)
    {
        tar.Program(path, File.ReadAllBytes(program));
        AddLibraries(tar, program);
    }

    /// <summary>The shared libraries that these programs and libraries name.</summary>
    internal static void AddLibraries(TarWriter tar, params string[] programs)
    {
        var libraries = Run("ldd", programs).Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('/') && !word.EndsWith(':'));
        foreach (var library in libraries.Distinct())
        {
            tar.Program(library[1..], File.ReadAllBytes(library));
        }
    }

    // What eng/install.sh --test has made for the tests, whichever folder they run in.
    private static string? Prepared(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var made = Path.Combine(folder.FullName, "artifacts", name);
            if (File.Exists(Path.Combine(made, "complete")))
            {
                return made;
            }
        }

        return null;
    }

    internal static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program}: {errors}");
    }

    /// <summary>What a Python script writes, as bytes.</summary>
    internal static byte[] RunPython(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"python3 ended with {process.ExitCode}.");
    }

    private static byte[] Compile()
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "actor");
        Run("gcc", "-static", "-O1", "-w", "-o", program, Path.Combine(AppContext.BaseDirectory, "Functions", "actor.c"), Path.Combine(AppContext.BaseDirectory, "Functions", "attacks.c"), Path.Combine(AppContext.BaseDirectory, "Functions", "link.c"));
        return File.ReadAllBytes(program);
    }
}
