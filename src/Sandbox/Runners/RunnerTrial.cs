namespace Gatehouse.Sandbox.Runners;

/// <summary>What came of trying a runner on this machine: the runner, or what is in its way.</summary>
/// <param name="Detail">In words for the server's owner: what it runs functions with, or why it cannot.</param>
/// <param name="NotEnforced">What sandboxes are not kept from by this runner here, each in words.</param>
internal sealed record RunnerTrial(ISandboxRunner? Runner, string Detail, params IReadOnlyList<string> NotEnforced)
{
    internal static RunnerTrial Failed(string reason) => new(null, reason);
}
