using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class InvocationTests
{
    [Fact]
    public async Task AnEvent_ComesBackFromTheFunction()
    {
        await using var machine = Machine.Start(TestImage.Actor());
        var pool = await machine.OpenAsync();

        var answer = await pool.SendAsync("""{"hello":"world"}""", default);

        Assert.Equal(InvocationOutcome.Replied, answer.Outcome);
        Assert.Equal("""{"hello":"world"}""", answer.Text);
    }
}
