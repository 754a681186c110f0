using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>What streams cost, while nothing else runs in this process: its memory is counted as a whole.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StreamMemoryTests
{
    private const string Name = "alone";
    private const long Size = 200L * 1024 * 1024;

    [Fact]
    public async Task AStreamOfAnySize_TakesNoMemory()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(30) });
        await pool.MeasureAsync(1 << 20);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var (length, outcome, _) = await pool.MeasureAsync(Size);

        Assert.Equal((Size, InvocationOutcome.Replied), (length, outcome));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
    }
}
