using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class IsolationTests
{
    [Theory]
    [InlineData("id", "", "993:990 /")]
    [InlineData("write", "/file", "EROFS")]
    [InlineData("write", "/actor", "EROFS")]
    [InlineData("write", "/dev/shm/file", "ENOENT")]
    [InlineData("write", "/proc/sys/kernel/core_pattern", "EACCES")]
    [InlineData("write", "/tmp/file", "written")]
    [InlineData("write", "/dev/stdout", "written")]
    [InlineData("read", "/proc/1/environ", "")]
    [InlineData("read", "/secret", "EACCES")] // mode 0600 of root, as the image has it
    [InlineData("list", "/tmp", "")]
    [InlineData("list", "/", "actor dev etc proc secret tmp")]
    [InlineData("read", "/etc/hosts", "127.0.0.1 localhost sandbox.localdomain sandbox\n")]
    public async Task WhatAFunctionSees_IsItsOwn(string what, string rest, string expected)
    {
        var image = TestImage.Actor();
        image.Layer(tar => tar.File("secret", "s", UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await using var machine = Machine.Start(image);
        var pool = await machine.OpenAsync();

        var text = (await pool.CallAsync(what, rest)).Text;

        Assert.Equal(expected, what == "list" ? string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)) : text);
    }

    [Fact]
    public async Task AFunction_SeesNoProcessButItsOwnAndHoldsNoCapability()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var processes = (await pool.CallAsync("list", "/proc")).Text.Split(' ').Where(name => int.TryParse(name, out _)).ToArray();
        var status = (await pool.CallAsync("read", "/proc/self/status")).Text;

        Assert.Equal(["1", "2"], processes);
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Equal("1024", (await pool.CallAsync("read", "/proc/self/limits")).Text.Split('\n').Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);
    }

    [Fact]
    public async Task TemporaryFiles_HaveTheConfiguredRoomAndStayInTheirSandbox()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { EphemeralStorageMegabytes = 16, Timeout = TimeSpan.FromSeconds(20) });

        Assert.Equal($"ENOSPC {16 << 20}", (await pool.CallAsync("fill")).Text);
        await pool.CallAsync("write", "/tmp/mine");
        Assert.Equal("mine ", (await pool.CallAsync("list", "/tmp")).Text);
        await pool.CallAsync("exit", "1");
        Assert.Equal("", (await pool.CallAsync("list", "/tmp")).Text);
    }

    [Fact]
    public async Task AForkBomb_StopsAtTheLimitOfProcesses()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { MemoryMegabytes = 1024, Timeout = TimeSpan.FromSeconds(20) });

        Assert.InRange(int.Parse((await pool.CallAsync("forks")).Text, System.Globalization.CultureInfo.InvariantCulture), 1, 1023);
    }

    [Fact]
    public async Task AProcessThatHides_EndsWithItsSandbox()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();
        await pool.CallAsync("orphan");

        await pool.CallAsync("exit", "0");

        await Eventually.True(() => Leftovers.Processes(machine.Folder).Length == 0 && Leftovers.Groups(machine.Folder).Length == 0);
        Assert.Equal(InvocationOutcome.Replied, (await pool.CallAsync("x")).Outcome);
    }
}
