using System.Buffers.Binary;
using System.Text;
using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PackageTests
{
    private static readonly PackageRuntime Custom = new("provided.al2023", "index.handler");

    [Fact]
    public async Task AStaticBootstrap_RunsOnAnEmptyRoot()
    {
        await using var machine = Machine.Start(new TestImage());
        var pool = await OpenAsync(machine, null, Custom, new TestZip().Program("bootstrap", Tools.Actor).File("data/text", "content").Build());

        Assert.Equal("/var/task/bootstrap|", (await pool.CallAsync("args")).Text);
        Assert.Equal("content", (await pool.CallAsync("read", "data/text")).Text);
        Assert.Equal("993:990 /var/task", (await pool.CallAsync("id")).Text);
        Assert.Equal("EROFS", (await pool.CallAsync("write", "/var/task/new")).Text);
    }

    [Theory]
    [InlineData("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023")]
    [InlineData("LAMBDA_TASK_ROOT", "/var/task")]
    [InlineData("_HANDLER", "index.handler")]
    [InlineData("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin")]
    [InlineData("LD_LIBRARY_PATH", "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib")]
    public async Task AVariable_IsAsOnLambda(string name, string value)
    {
        await using var machine = Machine.Start(new TestImage());
        var pool = await OpenAsync(machine, null, Custom, new TestZip().Program("bootstrap", Tools.Actor).Build());

        Assert.Equal(value, (await pool.CallAsync("env", name)).Text);
    }

    [Fact]
    public async Task AnImageOfAManagedRuntime_IsItsEntryPointWithTheHandler()
    {
        var image = new TestImage { EntryPoint = ["/var/runtime/actor", "first"], Command = ["not this"], Environment = ["PATH=/own", "LD_LIBRARY_PATH=/own/lib"] };
        image.Layer(tar => tar.Program("var/runtime/actor", Tools.Actor));
        await using var machine = Machine.Start(image);
        var pool = await OpenAsync(machine, image.Build(), new PackageRuntime("python3.13", "app.handler"), new TestZip().File("app.py", "pass").Build());

        Assert.Equal("/var/runtime/actor|first|app.handler|", (await pool.CallAsync("args")).Text);
        Assert.Equal("app.handler", (await pool.CallAsync("env", "_HANDLER")).Text);
        Assert.Equal("/own:/usr/local/bin:/usr/bin:/bin:/opt/bin", (await pool.CallAsync("env", "PATH")).Text);
        Assert.StartsWith("/own/lib:/var/lang/lib:", (await pool.CallAsync("env", "LD_LIBRARY_PATH")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABootstrap_IsTakenFromTheTaskThenTheLayersThenTheBase()
    {
        var image = new TestImage().Layer(tar => tar.Program("var/runtime/bootstrap", Tools.Actor));
        await using var machine = Machine.Start(image);
        var reference = image.Build();
        var (code, program) = (new TestZip().File("data", "").Build(), new TestZip().Program("bootstrap", Tools.Actor).Build());

        Assert.Equal("/var/runtime/bootstrap|", (await (await OpenAsync(machine, reference, Custom, code)).CallAsync("args")).Text);
        Assert.Equal("/opt/bootstrap|", (await (await OpenAsync(machine, reference, Custom, code, program)).CallAsync("args")).Text);
        Assert.Equal("/var/task/bootstrap|", (await (await OpenAsync(machine, reference, Custom, program, program)).CallAsync("args")).Text);
    }

    [Fact]
    public async Task APackageWithoutABootstrap_FailsWithItsAbsence()
    {
        await using var machine = Machine.Start(new TestImage());
        var pool = await OpenAsync(machine, null, Custom, new TestZip().File("data", "").Build());

        var answer = await pool.CallAsync("args");

        Assert.Equal("Runtime.InvalidEntrypoint", answer.ErrorType);
        Assert.Contains("fork/exec /var/task/bootstrap: no such file or directory", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALaterLayer_CoversAnEarlierOne()
    {
        await using var machine = Machine.Start(new TestImage());
        var pool = await OpenAsync(
            machine, null, Custom,
            new TestZip().Program("bootstrap", Tools.Actor).Build(),
            new TestZip().File("lib/both", "first").File("lib/one", "first").Build(),
            new TestZip().File("lib/both", "second").File("lib/.wh.one", "a name like others").Build());

        Assert.Equal("second", (await pool.CallAsync("read", "/opt/lib/both")).Text);
        Assert.Equal("first", (await pool.CallAsync("read", "/opt/lib/one")).Text);
        Assert.Equal("a name like others", (await pool.CallAsync("read", "/opt/lib/.wh.one")).Text);
    }

    [Fact]
    public async Task Links_LeadWhereTheyLeadInTheSandboxAlone()
    {
        using var outside = new TemporaryFolder();
        File.WriteAllText(Path.Combine(outside.Path, "text"), "the machine's");
        await using var machine = Machine.Start(new TestImage());
        var zip = new TestZip().Program("real", Tools.Actor).Link("bootstrap", "real").File("folder/text", "inside").Link("to-folder", "folder")
            .Link("far", "/etc/hosts").Link("up", $"../../../../..{outside.Path}/text");
        var pool = await OpenAsync(machine, null, Custom, zip.Build());

        Assert.Equal("inside", (await pool.CallAsync("read", "to-folder/text")).Text);
        Assert.StartsWith("127.0.0.1 localhost", (await pool.CallAsync("read", "far")).Text, StringComparison.Ordinal);
        Assert.Equal("ENOENT", (await pool.CallAsync("read", "up")).Text);
    }

    [Fact]
    public async Task ModesAndDuplicates_AreKeptAsUnzipWould()
    {
        await using var machine = Machine.Start(new TestImage());
        var zip = new TestZip().Program("bootstrap", Tools.Actor).Entry("suid", [], TestZip.RegularFile | 0xDED).Entry("closed", [], TestZip.RegularFile | 0x180)
            .Entry("windows", [], 0).File("twice", "first").File("twice", "second").File("names\\with\\these", "x").Entry("empty/", [], 0x41ED);
        var folder = Path.Combine(await UnpackAsync(machine, zip.Build()), "var/task");

        const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode all = readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Assert.Equal(all, File.GetUnixFileMode(Path.Combine(folder, "suid")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "closed")));
        Assert.Equal(readable, File.GetUnixFileMode(Path.Combine(folder, "windows")));
        Assert.Equal("second", File.ReadAllText(Path.Combine(folder, "twice")));
        Assert.True(File.Exists(Path.Combine(folder, "names\\with\\these")));
        Assert.True(Directory.Exists(Path.Combine(folder, "empty")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/etc/outside")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/\0/b")]
    public async Task ANameThatLeavesTheFolder_IsRefused(string name) => await RefusedAsync(new TestZip().File(name, "x").Build());

    [Fact]
    public async Task AFileBelowALink_IsRefused() => await RefusedAsync(new TestZip().Link("way", "/tmp").File("way/outside", "x").Build());

    [Fact]
    public async Task AFileInPlaceOfAFolder_IsRefused() => await RefusedAsync(new TestZip().File("a/b", "x").File("a", "x").Build());

    [Theory]
    [InlineData(0x2000)] // character device
    [InlineData(0x6000)] // block device
    [InlineData(0x1000)] // pipe
    [InlineData(0xC000)] // socket
    public async Task AKindThatNoFunctionNeeds_IsRefused(int kind) => await RefusedAsync(new TestZip().Entry("node", [], kind | 0x1FF).Build());

    [Fact]
    public async Task AnEncryptedEntry_IsRefused() => await RefusedAsync(Patched(new TestZip().File("secret", "content").Build(), general: 1));

    [Fact]
    public async Task AnEntryThatIsLargerThanItSays_IsRefused()
    {
        var zip = new TestZip().Entry("bomb", new byte[50_000_000], TestZip.RegularFile | 0x1A4).Build();

        await RefusedAsync(Patched(zip, size: 100));
    }

    [Fact]
    public async Task AnEntryThatIsSmallerThanItSays_IsRefused() => await RefusedAsync(Patched(new TestZip().File("short", "content").Build(), size: 1000));

    [Fact]
    public async Task AnEntryWithAnotherChecksum_IsRefused() => await RefusedAsync(Patched(new TestZip().File("changed", "content").Build(), checksum: 7));

    [Fact]
    public async Task ABombThatSaysSo_IsTooLarge()
    {
        var zip = new TestZip();
        for (var i = 0; i < 3; i++)
        {
            zip.Entry($"part{i}", new byte[100_000_000], TestZip.RegularFile | 0x1A4);
        }

        Assert.Equal(ImageRejection.TooLarge, (await RefusedAsync(zip.Build())).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no zip at all")]
    [InlineData("PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")] // one without entries
    [InlineData("PK\u0005\u0006\0\0\0\0\u0001\0\u0001\0\u0030\0\0\0\0\0\0\0\0\0")] // one whose directory is not there
    public async Task BytesThatAreNoZip_AreRefused(string bytes)
    {
        await using var machine = Machine.Start(new TestImage());

        await Assert.ThrowsAsync<ImageRejectedException>(() => machine.Engine.Packages.KeepAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task AZipWithNumbersOfSixtyFourBits_IsUnpacked()
    {
        var zip = Tools.RunPython("""
            import io, sys, zipfile
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w') as archive:
                with archive.open(zipfile.ZipInfo('wide'), 'w', force_zip64=True) as entry: entry.write(b'content')
            sys.stdout.buffer.write(out.getvalue())
            """);
        await using var machine = Machine.Start(new TestImage());

        Assert.Equal("content", File.ReadAllText(Path.Combine(await UnpackAsync(machine, zip), "var/task/wide")));
    }

    [Fact]
    public async Task ADamagedZip_IsFoundOutWhenItIsUnpackedAgain()
    {
        await using var machine = Machine.Start(new TestImage());
        var kept = await machine.Engine.Packages.KeepAsync(new TestZip().File("a", "b").Build(), TestContext.Current.CancellationToken);
        var file = Directory.GetFiles(Path.Combine(machine.Folder, "packages")).Single();
        await File.AppendAllTextAsync(file, "more", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<ImageRejectedException>(
            () => machine.Engine.PrepareAsync(null, [new PackageReference(kept.Digest, PackageFolder.Task)], TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(ImageRejection.DigestMismatch, error.Reason);
    }

    [Fact]
    public async Task APackageThatNothingNeeds_GoesAfterAWhile()
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(new TestImage(), time);
        var kept = await machine.Engine.Packages.KeepAsync(new TestZip().Program("bootstrap", Tools.Actor).Build(), TestContext.Current.CancellationToken);
        var reference = new PackageReference(kept.Digest, PackageFolder.Task);
        await machine.Engine.PrepareAsync(null, [reference], TestContext.Current.CancellationToken);
        await machine.RestartAsync();
        time.Advance(TimeSpan.FromMinutes(11));
        var none = new HashSet<string>();

        var inUse = await machine.Engine.CollectAsync(none, new PackageUses(new HashSet<PackageReference> { reference }, none), dryRun: false);
        var layer = await machine.Engine.CollectAsync(none, new PackageUses(new HashSet<PackageReference>(), new HashSet<string> { kept.Digest }), dryRun: false);
        var tried = await machine.Engine.CollectAsync(none, PackageUses.None, dryRun: true);
        var unused = await machine.Engine.CollectAsync(none, PackageUses.None, dryRun: false);

        Assert.Equal(new LayerCollection(0, 0, 1), inUse);
        Assert.Equal((1, 0), (layer.Layers, layer.Packages));
        Assert.Equal((1, kept.PackedBytes), (tried.Packages, tried.PackageBytes));
        Assert.Equal(tried, unused);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(machine.Folder, "packages")));
        Assert.Empty(Directory.GetFileSystemEntries(machine.LayersFolder));
    }

    [Fact]
    public async Task APackageThatAnOpenPoolUses_Stays()
    {
        var time = new ManualTime();
        await using var machine = Machine.Start(new TestImage(), time);
        var pool = await OpenAsync(machine, null, Custom, new TestZip().Program("bootstrap", Tools.Actor).Build());
        time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(new LayerCollection(0, 0, 1), await machine.Engine.CollectAsync(new HashSet<string>(), PackageUses.None, dryRun: false));

        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("again")).Outcome);
    }

    [Fact]
    public void Interpreters_AreReadFromProgramsAndScripts()
    {
        Assert.Null(Bootstrap.InterpreterOf(Tools.Actor));
        Assert.StartsWith("/lib", Bootstrap.InterpreterOf(File.ReadAllBytes("/bin/ls").AsSpan(0, 4096)), StringComparison.Ordinal);
        Assert.Equal("/bin/sh", Bootstrap.InterpreterOf("#! /bin/sh -eu\nexec true\n"u8));
        Assert.Equal("/usr/bin/env", Bootstrap.InterpreterOf("#!/usr/bin/env python3\r\n"u8));
        Assert.Null(Bootstrap.InterpreterOf("#!"u8));
        Assert.Null(Bootstrap.InterpreterOf("\u007fELF"u8));
        Assert.Null(Bootstrap.InterpreterOf([.. "\u007fELF"u8, 2, 1, .. Enumerable.Repeat((byte)0xFF, 200)]));
    }

    [Fact]
    public async Task ABootstrapWhoseInterpreterIsNowhere_IsKnownBeforeItRuns()
    {
        await using var machine = Machine.Start(new TestImage());
        var script = new TestZip().Script("bootstrap", "#!/opt/bin/sh\n").Build();

        Assert.Equal("/opt/bin/sh", (await PrepareAsync(machine, null, script)).MissingInterpreter);
        Assert.Null((await PrepareAsync(machine, null, script, new TestZip().Program("bin/sh", Tools.BusyBox).Build())).MissingInterpreter);
    }

    private static async Task<FunctionPool> OpenAsync(Machine machine, ImageReference? image, PackageRuntime runtime, byte[] code, params byte[][] layers)
    {
        var prepared = await PrepareAsync(machine, image, code, layers);
        return machine.Engine.Open(new FunctionRevision
        {
            Account = "123456789012",
            Region = "eu-west-1",
            FunctionName = "zipped",
            FunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:zipped",
            LogGroup = "/aws/lambda/zipped",
            Image = prepared,
            Runtime = runtime,
        });
    }

    private static async Task<PreparedImage> PrepareAsync(Machine machine, ImageReference? image, byte[] code, params byte[][] layers)
    {
        var packages = new List<PackageReference>();
        foreach (var layer in layers)
        {
            packages.Add(new PackageReference((await machine.Engine.Packages.KeepAsync(layer, TestContext.Current.CancellationToken)).Digest, PackageFolder.Layer));
        }

        packages.Add(new PackageReference((await machine.Engine.Packages.KeepAsync(code, TestContext.Current.CancellationToken)).Digest, PackageFolder.Task));
        return await machine.Engine.PrepareAsync(image, packages, TestContext.Current.CancellationToken);
    }

    private static async Task<string> UnpackAsync(Machine machine, byte[] zip) => (await PrepareAsync(machine, null, zip)).LayerFolders.Single();

    private static async Task<ImageRejectedException> RefusedAsync(byte[] zip)
    {
        await using var machine = Machine.Start(new TestImage());

        var error = await Assert.ThrowsAsync<ImageRejectedException>(() => PrepareAsync(machine, null, zip));

        Assert.Empty(Directory.GetFileSystemEntries(machine.LayersFolder));
        return error;
    }

    /// <summary>Changes the only entry's members in its local header and in the directory.</summary>
    private static byte[] Patched(byte[] zip, ushort? general = null, uint? checksum = null, uint? size = null)
    {
        foreach (var (signature, flags, crc) in new[] { (0x04034b50u, 6, 14), (0x02014b50u, 8, 16) })
        {
            var at = 0;
            while (BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at)) != signature)
            {
                at++;
            }

            if (general is { } bits)
            {
                zip[at + flags] |= (byte)bits;
            }

            if (checksum is { } sum)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + crc), sum);
            }

            if (size is { } bytes)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + crc + 8), bytes);
            }
        }

        return zip;
    }
}
