namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>Waits, for a bounded time, for what another process does in its own.</summary>
internal static class Eventually
{
    internal static async Task True(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
