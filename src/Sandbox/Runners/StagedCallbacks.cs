using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Who hears of the single processes of a sandbox that has external extensions.</summary>
/// <param name="ExtensionExited">The extension's name, how it ended, and what the runner had to say if it could not be started.</param>
/// <param name="RuntimeExited">The same for the runtime; the sandbox itself is still there.</param>
/// <param name="Failed">Nothing could be started beside the sandbox, and why.</param>
internal sealed record StagedCallbacks(Action<string, ExitStatus, string?> ExtensionExited, Action<ExitStatus, string?> RuntimeExited, Action<string> Failed);
