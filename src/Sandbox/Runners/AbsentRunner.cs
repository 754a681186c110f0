using Gatehouse.Sandbox.Images;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Stands where no runner works: everything but functions goes on.</summary>
internal sealed class AbsentRunner(string reason) : ISandboxRunner
{
    // A pool holds its lock while it starts a sandbox; the callbacks take it.
    public bool Start(PreparedImage image, SandboxCommand command, int memoryMegabytes, SandboxLog log, SandboxCallbacks callbacks) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.callbacks.Failed(work.reason), (callbacks, reason), preferLocal: false);

    public void Release(string layerFolder, Action<string> failed)
    {
    }

    public void Dispose()
    {
    }
}
