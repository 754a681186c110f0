using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>One way of starting sandboxes. All of them pass the same contract in <c>test/Sandbox.Tests</c>.</summary>
internal interface ISandboxRunner : IDisposable
{
    /// <summary>Starts a sandbox soon; false once the runner is ending. Exactly one of Started and Failed is called, on a thread of the runner's.</summary>
    bool Start(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks);

    /// <summary>Lets go of a layer's folder before anything that is started from now on.</summary>
    void Release(string layerFolder, Action<string> failed);
}
