namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>A way to run functions that passes the contract.</summary>
public abstract class RunnerUnderTest
{
    internal abstract SandboxOptions Configure(SandboxOptions options);
}
