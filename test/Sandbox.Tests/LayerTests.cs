using System.Formats.Tar;
using System.Text;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class LayerTests
{
    [Theory]
    [InlineData("../escape")]
    [InlineData("a/../../escape")]
    [InlineData("/../escape")]
    [InlineData("a/..")]
    [InlineData("..")]
    public async Task APathThatLeavesTheRoot_IsRefused(string path) =>
        await Refused(ImageRejection.UnsafeLayer, new TestImage().Layer(tar => tar.File(path, "x")));

    [Theory]
    [InlineData("/etc")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../../../../../../etc")]
    public async Task AWriteThroughASymbolicLink_IsRefused(string target) =>
        await Refused(ImageRejection.UnsafeLayer, new TestImage().Layer(tar =>
        {
            tar.Link("link", target);
            tar.File("link/gatehouse-escape", "x");
        }));

    [Theory]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    public async Task ADevice_IsRefused(TarEntryType type) =>
        await Refused(ImageRejection.UnsafeLayer, new TestImage().Layer(tar => tar.WriteEntry(new PaxTarEntry(type, "device"))));

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../etc/passwd")]
    [InlineData("link/passwd")]
    public async Task AHardLinkOutOfTheLayer_IsRefused(string target) =>
        await Refused(ImageRejection.UnsafeLayer, new TestImage().Layer(tar =>
        {
            tar.Link("link", "/etc");
            tar.Link("hard", target, TarEntryType.HardLink);
        }));

    [Theory]
    [InlineData(1024)] // the end of an archive and nothing before it
    [InlineData(10240)]
    public async Task LayerWithoutEntries_Unpacks(int bytes)
    {
        await using var machine = Machine.Start(TestImage.Actor().RawLayer(new byte[bytes]));

        Assert.Equal(2, (await machine.Engine.PrepareAsync(machine.Images.Build(), TestContext.Current.CancellationToken)).LayerFolders.Count);
    }

    [Fact]
    public async Task AWhiteoutOfTheParent_IsRefused() => await Refused(ImageRejection.UnsafeLayer, new TestImage().Layer(tar => tar.File("a/.wh...", "")));

    [Fact]
    public async Task GarbageInsteadOfAnArchive_IsRefused() => await Refused(ImageRejection.UnsafeLayer, new TestImage().RawLayer(Encoding.ASCII.GetBytes(new string('g', 2000))));

    [Theory]
    [InlineData(124)] // the size of the first entry
    [InlineData(136)] // its time
    [InlineData(100)] // its mode
    public async Task ANumberThatIsNone_IsRefused(int at)
    {
        await Refused(ImageRejection.UnsafeLayer, new TestImage().RawLayer(OneFile(at, "~~~~~~")));
    }

    [Theory]
    [InlineData(124, "77777777777")] // a size of 8 GB, with a byte behind it
    [InlineData(156, "S")] // a sparse file
    [InlineData(156, "M")] // one that began in another archive
    public async Task AFileThatIsMoreThanItsBytes_IsRefused(int at, string value) =>
        await Refused(ImageRejection.UnsafeLayer, new TestImage().RawLayer(OneFile(at, value)));

    [Fact]
    public async Task AnotherDiffIdThanTheConfigSays_IsRefused() =>
        await Refused(ImageRejection.DigestMismatch, new TestImage { WrongDiffId = "sha256:" + new string('0', 64) }.Layer(tar => tar.File("a", "x")));

    [Fact]
    public async Task ADiffIdThatIsAPath_IsRefused() =>
        await Refused(ImageRejection.MalformedManifest, new TestImage { WrongDiffId = "../../../../escape" }.Layer(tar => tar.File("a", "x")));

    [Fact]
    public async Task ALayerWithOtherBytes_IsRefusedAndWorksOnceItIsRepaired()
    {
        var image = new TestImage().Layer(tar => tar.File("a", "x"));
        var digest = image.LayerDigest(0);
        var intact = image.Corrupt(digest, [1, 2, 3]);
        await using var machine = Machine.Start(image);
        var reference = image.Build();

        var error = await Assert.ThrowsAsync<ImageRejectedException>(() => machine.Engine.PrepareAsync(reference, TestContext.Current.CancellationToken).AsTask());
        image.Corrupt(digest, intact);
        await machine.Engine.PrepareAsync(reference, TestContext.Current.CancellationToken);

        Assert.Equal(ImageRejection.UnsafeLayer, error.Reason);
    }

    [Fact]
    public async Task AMissingLayer_IsNamed()
    {
        var image = new TestImage().Layer(tar => tar.File("a", "x"));
        image.Lose(image.LayerDigest(0));
        await Refused(ImageRejection.BlobMissing, image);
    }

    [Fact]
    public async Task AMissingManifest_IsNamed()
    {
        await using var machine = Machine.Start(new TestImage());
        var error = await Assert.ThrowsAsync<ImageRejectedException>(
            () => machine.Engine.PrepareAsync(new ImageReference(TestImage.Repository, "sha256:" + new string('1', 64)), TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(ImageRejection.ManifestMissing, error.Reason);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""", ImageRejection.UnsupportedMediaType)]
    [InlineData("""{"schemaVersion":2,"manifests":[]}""", ImageRejection.UnsupportedMediaType)]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[]}""", ImageRejection.UnsupportedMediaType)]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:00"},"layers":[]}""", ImageRejection.MalformedManifest)]
    [InlineData("""{"schemaVersion":2,"layers":[]}""", ImageRejection.MalformedManifest)]
    [InlineData("""{"schemaVersion":"two"}""", ImageRejection.MalformedManifest)]
    [InlineData("null", ImageRejection.MalformedManifest)]
    [InlineData("{", ImageRejection.MalformedManifest)]
    public async Task AManifestThatIsNone_IsRefused(string manifest, ImageRejection reason)
    {
        var image = new TestImage();
        await using var machine = Machine.Start(image);

        var error = await Assert.ThrowsAsync<ImageRejectedException>(() => machine.Engine.PrepareAsync(image.Raw(manifest), TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(reason, error.Reason);
    }

    [Fact]
    public async Task AnotherProcessor_IsRefused() =>
        await Refused(ImageRejection.WrongPlatform, new TestImage { Architecture = "s390x" }.Layer(tar => tar.File("a", "x")));

    [Fact]
    public async Task AZeroByteInTheCommand_IsRefused() =>
        await Refused(ImageRejection.MalformedManifest, new TestImage { EntryPoint = ["a\0b"] }.Layer(tar => tar.File("a", "x")));

    [Fact]
    public void ABomb_RunsIntoTheBudget()
    {
        var budget = new UnpackBudget(bytes: 1000, entries: 1);
        using var bomb = new MeteredStream(new MemoryStream(new byte[4096]), budget);

        Assert.Equal(ImageRejection.TooLarge, Assert.Throws<ImageRejectedException>(() => bomb.Finish()).Reason);
        budget.TakeEntry();
        Assert.Throws<ImageRejectedException>(budget.TakeEntry);
    }

    [Theory]
    [InlineData(TestImage.GzipLayer)]
    [InlineData(TestImage.PlainLayer)]
    [InlineData(TestImage.DockerLayer)]
    [InlineData("application/vnd.oci.image.layer.v1.tar+zstd")]
    public async Task ALayerOfEachKind_IsUnpacked(string mediaType)
    {
        var image = new TestImage().Layer(tar => tar.File("a/b", "content"), mediaType);
        await using var machine = Machine.Start(image);

        var prepared = await machine.Engine.PrepareAsync(image.Build(), TestContext.Current.CancellationToken);

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(prepared.LayerFolders[0], "a/b"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AnUnpackedLayer_KeepsModesOwnersLinksAndTimes()
    {
        const UnixFileMode setUser = UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserExecute;
        var image = new TestImage().Layer(tar =>
        {
            tar.Directory("./d", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            tar.File("/d/f", "one", setUser, owner: 1234);
            tar.File("d/f2", "two");
            tar.Link("d/hard", "d/f", TarEntryType.HardLink);
            tar.Link("d/soft", "/d/f");
            tar.File("d/f2", "again");
        });
        await using var machine = Machine.Start(image);

        var folder = (await machine.Engine.PrepareAsync(image.Build(), TestContext.Current.CancellationToken)).LayerFolders[0];

        Assert.Equal("4500 1234 1234 2", Tools.Run("stat", "-c", "%a %u %g %h", folder + "/d/f").Trim());
        Assert.Equal("700", Tools.Run("stat", "-c", "%a", folder + "/d").Trim());
        Assert.Equal("/d/f", new FileInfo(folder + "/d/soft").LinkTarget);
        Assert.Equal("one", File.ReadAllText(folder + "/d/hard"));
        Assert.Equal("again", File.ReadAllText(folder + "/d/f2"));
    }

    [Fact]
    public async Task UnpackedLayers_AreOutOfReachOfOtherUsers()
    {
        await using var machine = Machine.Start(new TestImage());

        Assert.Equal("700", Tools.Run("stat", "-c", "%a", machine.LayersFolder).Trim());
    }

    [Fact]
    public async Task Whiteouts_HideWhatLowerLayersHave()
    {
        var image = TestImage.Actor();
        image.Layer(tar =>
        {
            tar.File("kept/a", "a");
            tar.File("gone", "g");
            tar.File("folder/below", "b");
            tar.File("partly/lower", "l");
        });
        image.Layer(tar =>
        {
            tar.File(".wh.gone", "");
            tar.File("folder/.wh..wh..opq", "");
            tar.File("folder/above", "a");
            tar.File("partly/.wh.lower", "");
            tar.File("partly/upper", "u");
        });
        await using var machine = Machine.Start(image);
        var pool = await machine.OpenAsync();

        Assert.Equal("ENOENT", (await pool.CallAsync("read", "/gone")).Text);
        Assert.Equal("above ", (await pool.CallAsync("list", "/folder")).Text);
        Assert.Equal("upper ", (await pool.CallAsync("list", "/partly")).Text);
        Assert.Equal("a", (await pool.CallAsync("read", "/kept/a")).Text);
    }

    [Fact]
    public async Task AHundredLayers_AreStacked()
    {
        var image = TestImage.Actor();
        for (var i = 0; i < 100; i++)
        {
            var content = $"{i}";
            image.Layer(tar => tar.File("top", content));
        }

        await using var machine = Machine.Start(image);

        Assert.Equal("99", (await (await machine.OpenAsync()).CallAsync("read", "/top")).Text);
    }

    [Fact]
    public async Task ASharedLayer_IsReadOnce()
    {
        var image = TestImage.Actor();
        await using var machine = Machine.Start(image);
        var reference = image.Build();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => machine.Engine.PrepareAsync(reference, TestContext.Current.CancellationToken).AsTask()));

        Assert.Single(Directory.GetDirectories(machine.LayersFolder));
        Assert.InRange(image.BlobReads, 1 + 1, 5 + 1); // the layer once; the config until one of the five has kept it
    }

    // A header that says something else, and whose sum is right again.
    private static byte[] OneFile(int at, string value)
    {
        const int sum = 148;
        var plain = new MemoryStream();
        using (var tar = new TarWriter(plain, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "a") { DataStream = new MemoryStream([1]) });
        }

        var bytes = plain.ToArray();
        Encoding.ASCII.GetBytes(value).CopyTo(bytes, at);
        bytes.AsSpan(sum, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes($"{Convert.ToString(bytes.Take(512).Sum(number => number), 8).PadLeft(6, '0')}\0").CopyTo(bytes, sum);
        return bytes;
    }

    private static async Task Refused(ImageRejection reason, TestImage image)
    {
        await using var machine = Machine.Start(image);

        var error = await Assert.ThrowsAsync<ImageRejectedException>(() => machine.Engine.PrepareAsync(image.Build(), TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(reason, error.Reason);
        Assert.Empty(Directory.GetFileSystemEntries(machine.LayersFolder));
        Assert.False(File.Exists("/etc/gatehouse-escape"));
    }
}
