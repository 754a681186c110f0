namespace Gatehouse.Server.Tests.Stories;

/// <summary>A copy of what the sample is made of, for tests to build in and to change.</summary>
internal sealed class SampleTree : IDisposable
{
    private static readonly string[] Parts =
    [
        ".editorconfig", "Directory.Build.props", "Directory.Packages.props", "global.json", "eng/BannedSymbols.txt", "src/Directory.Build.props",
        "src/Functions", "samples/jobs-api", "terraform/keyed-api",
    ];

    private static readonly string[] Generated = ["bin", "obj", ".terraform", ".terraform.lock.hcl"];

    private readonly TemporaryFolder _folder = new();

    public SampleTree()
    {
        foreach (var part in Parts)
        {
            Copy(Checkout.In(part), In(part));
        }
    }

    public string Path => _folder.Path;

    public string In(string name) => _folder.In(name);

    /// <summary>Replaces text of a file that must have it.</summary>
    public void Edit(string file, string old, string with)
    {
        var text = File.ReadAllText(In(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(In(file), text.Replace(old, with, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
            File.Copy(from, to); // keeps the mode
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(from))
        {
            var name = System.IO.Path.GetFileName(entry);
            if (!Generated.Contains(name))
            {
                Copy(entry, System.IO.Path.Combine(to, name));
            }
        }
    }
}
