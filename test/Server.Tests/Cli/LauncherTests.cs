using System.Diagnostics;

namespace Gatehouse.Server.Tests.Cli;

/// <summary>The <c>./gatehouse</c> script, in a repository of its own whose build only counts.</summary>
public sealed class LauncherTests : IDisposable
{
    private static readonly DateTime Old = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _root = new();

    public LauncherTests()
    {
        File.Copy(Checkout.In("gatehouse"), _root.In("gatehouse"));
        Write("src/Core/Ids.cs", "");
        Write("src/Core/Arn.cs", "");
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json" })
        {
            Write(file, "");
        }

        Write("eng/build.sh",
            """
            #!/usr/bin/env bash
            set -e
            cd "$(dirname "$0")/.."
            echo building >&2
            echo built >> builds.log
            [[ ! -e broken ]] || exit 3
            mkdir -p artifacts/gatehouse
            printf '#!/usr/bin/env bash\necho "$$ [$*]"\n' > artifacts/gatehouse/gatehouse
            chmod +x artifacts/gatehouse/gatehouse
            touch artifacts/gatehouse/.built
            """);
        File.SetUnixFileMode(_root.In("eng/build.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (var entry in Directory.EnumerateFileSystemEntries(_root.Path, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(entry, Old);
        }
    }

    private int Builds => File.Exists(_root.In("builds.log")) ? File.ReadAllLines(_root.In("builds.log")).Length : 0;

    [Fact]
    public async Task FirstStart_BuildsAndSaysSoOnStandardError()
    {
        var run = await LaunchAsync("health", "--endpoint", "a b");

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith("[health --endpoint a b]\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("building", run.Output, StringComparison.Ordinal);
        Assert.Equal("building\n", run.Error);
    }

    [Fact]
    public async Task NothingChanged_BuildsNothingAndSaysNothing()
    {
        await LaunchAsync();

        var second = await LaunchAsync();

        Assert.Equal("", second.Error);
        Assert.Equal(1, Builds);
    }

    [Theory]
    [InlineData("src/Core/Ids.cs")]
    [InlineData("Directory.Build.props")]
    [InlineData("eng/build.sh")]
    public async Task ChangedSource_IsBuilt(string file)
    {
        await LaunchAsync();
        File.SetLastWriteTimeUtc(_root.In("artifacts/gatehouse/.built"), Old.AddHours(1));
        File.SetLastWriteTimeUtc(_root.In(file), Old.AddHours(2));

        await LaunchAsync();

        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task RemovedSource_IsBuiltWithout()
    {
        await LaunchAsync();
        File.SetLastWriteTimeUtc(_root.In("artifacts/gatehouse/.built"), Old.AddHours(1));
        File.Delete(_root.In("src/Core/Arn.cs"));

        await LaunchAsync();

        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task StartsAtOnce_BuildOnce()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LaunchAsync()));

        Assert.All(runs, run => Assert.Equal(0, run.ExitCode));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task FailedBuild_RunsNothing()
    {
        Write("broken", "");

        var run = await LaunchAsync();

        Assert.Equal(3, run.ExitCode);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task LinkToTheScript_FindsTheRepository()
    {
        using var elsewhere = new TemporaryFolder();
        File.CreateSymbolicLink(elsewhere.In("gh"), _root.In("gatehouse"));

        var run = await GatehouseProcess.ToolAsync(elsewhere.In("gh"), "version");

        Assert.EndsWith("[version]\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_TakesTheScriptsPlace()
    {
        await LaunchAsync();
        using var process = Process.Start(new ProcessStartInfo(_root.In("gatehouse")) { RedirectStandardOutput = true })!;

        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        // The same process id: a signal to the script is a signal to the program.
        Assert.Equal($"{process.Id} []\n", output);
    }

    public void Dispose() => _root.Dispose();

    private Task<GatehouseProcess.Finished> LaunchAsync(params string[] arguments) => GatehouseProcess.ToolAsync(_root.In("gatehouse"), arguments);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.In(file))!);
        File.WriteAllText(_root.In(file), text);
    }
}
