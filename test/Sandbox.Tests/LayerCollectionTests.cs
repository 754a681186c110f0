using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class LayerCollectionTests
{
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    [Fact]
    public async Task AFunctionWhoseImageWasDeleted_RunsOnAlsoAfterARestart()
    {
        var image = TestImage.Actor();
        var reference = image.Build();
        await using var machine = Machine.Start(image);
        await machine.Engine.PrepareAsync(reference, TestContext.Current.CancellationToken);
        image.LoseEverything();

        await machine.RestartAsync();
        Assert.Equal(new LayerCollection(0, 0, 1), await machine.Engine.CollectAsync(new HashSet<string> { reference.Digest }, PackageUses.None, dryRun: false));
        var pool = await machine.OpenAsync(reference);

        Assert.Equal("yes", (await pool.CallAsync("env", "FROM_IMAGE")).Text);
    }

    [Fact]
    public async Task ALayerThatNoFunctionUses_GoesAfterAWhile()
    {
        var time = new ManualTime();
        var image = TestImage.Actor();
        await using var machine = Machine.Start(image, time);
        await machine.Engine.PrepareAsync(image.Build(), TestContext.Current.CancellationToken);
        Assert.Equal(new LayerCollection(0, 0, 1), await machine.Engine.CollectAsync(Nothing, PackageUses.None, dryRun: false));
        time.Advance(TimeSpan.FromMinutes(11));

        var tried = await machine.Engine.CollectAsync(Nothing, PackageUses.None, dryRun: true);
        Assert.Single(Directory.GetDirectories(machine.LayersFolder));
        var collected = await machine.Engine.CollectAsync(Nothing, PackageUses.None, dryRun: false);

        Assert.Equal((1, 0), (collected.Layers, collected.Kept));
        Assert.Equal(Tools.Actor.Length, collected.LayerBytes);
        Assert.Equal(collected, tried);
        Assert.Empty(Directory.GetFileSystemEntries(machine.LayersFolder));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(machine.Folder, "images")));
    }

    [Fact]
    public async Task ALayerThatAnOpenPoolUses_Stays()
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(TestImage.Actor(), time);
        var pool = await machine.OpenAsync();
        time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(new LayerCollection(0, 0, 1), await machine.Engine.CollectAsync(Nothing, PackageUses.None, dryRun: false));

        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("again")).Outcome);
    }

    [Fact]
    public async Task ALayerThatWasCollected_IsUnpackedAnewAndRuns()
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(TestImage.Actor(), time);
        var pool = await machine.OpenAsync();
        Assert.Equal("yes", (await pool.CallAsync("env", "FROM_IMAGE")).Text);
        await pool.RetireAsync();
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, (await machine.Engine.CollectAsync(Nothing, PackageUses.None, dryRun: false)).Layers);

        var again = await machine.OpenAsync();

        Assert.Equal("yes", (await again.CallAsync("env", "FROM_IMAGE")).Text);
    }

    [Fact]
    public async Task AKeptDocumentThatIsDamaged_IsReadFromTheRegistryAgain()
    {
        var image = TestImage.Actor();
        await using var machine = Machine.Start(image);
        await machine.Engine.PrepareAsync(image.Build(), TestContext.Current.CancellationToken);
        foreach (var file in Directory.GetFiles(Path.Combine(machine.Folder, "images")))
        {
            await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
        }

        await machine.RestartAsync();

        Assert.Equal("yes", (await (await machine.OpenAsync()).CallAsync("env", "FROM_IMAGE")).Text);
    }
}
