using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

/// <summary>What every runner must do. Runs once for each of them.</summary>
public abstract class RunnerContract(RunnerUnderTest runner)
{
    [Fact]
    public async Task AnEvent_ComesBackAndTheSandboxStaysWarm()
    {
        await using var machine = Start();
        var pool = await machine.OpenAsync();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($$"""{"number":{{i}}}""", (await pool.SendAsync($$"""{"number":{{i}}}""", default)).Text);
        }

        Assert.Single(machine.Logs.Streams);
    }

    private Machine Start(Func<SandboxOptions, SandboxOptions>? configure = null) =>
        Machine.Start(TestImage.Actor(), configure: options => configure?.Invoke(runner.Configure(options)) ?? runner.Configure(options));
}

public sealed class RuncContract(RuncContract.Runc runner) : RunnerContract(runner), IClassFixture<RuncContract.Runc>
{
    public sealed class Runc : RunnerUnderTest
    {
        internal override SandboxOptions Configure(SandboxOptions options) => options with { Runner = "oci", OciRuntime = "runc" };
    }
}

public sealed class CrunContract(CrunContract.Crun runner) : RunnerContract(runner), IClassFixture<CrunContract.Crun>
{
    public sealed class Crun : RunnerUnderTest
    {
        internal override SandboxOptions Configure(SandboxOptions options) => options with { Runner = "oci", OciRuntime = "crun" };
    }
}
