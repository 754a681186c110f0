using System.Diagnostics;

namespace Gatehouse.House.Tests;

/// <summary>The files of the repository that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Every file that is or would be committed, relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    /// <summary>C# sources under <c>src</c>.</summary>
    public static IEnumerable<string> Sources => Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Checkout.In(file));

    private static List<string> ListFiles()
    {
        // Without git (an unpacked archive) everything but build output counts.
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Checkout.Root, "ls-files", "--cached", "--others", "--exclude-standard"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var listed = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        var files = git.ExitCode == 0 && listed.Length > 0
            ? listed
            : Directory.EnumerateFiles(Checkout.Root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Checkout.Root, file));
        return [.. files.Where(file => !file.StartsWith("artifacts/", StringComparison.Ordinal) && !file.StartsWith(".git/", StringComparison.Ordinal) && File.Exists(Checkout.In(file)))];
    }
}
