using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Who hears of a sandbox's beginning and end.</summary>
internal sealed record SandboxCallbacks(Action<ISandboxProcess> Started, Action<string> Failed, Action<ExitStatus> Exited);
