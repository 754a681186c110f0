using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Inside;

/// <summary>Standard input of a sandbox's first process, where that is ours. What is said before the word to begin waits for it; when it closes, the sandbox ends.</summary>
internal sealed class InitInput(Descriptor pipe) : IDisposable
{
    private readonly Lock _gate = new();
    private byte[] _early = [];
    private bool _begun;

    internal void Begin(byte[] permission)
    {
        lock (_gate)
        {
            _begun = true;

            // Kept by the pipe until init reads it. An error means that the runtime ended already; its exit says why.
            _ = pipe.IsOpen && pipe.TryWrite([.. permission, .. _early]);
        }
    }

    internal void Say(byte[] words)
    {
        lock (_gate)
        {
            if (!_begun)
            {
                _early = [.. _early, .. words];
            }
            else if (pipe.IsOpen)
            {
                // An error means that nobody is there to do it.
                _ = pipe.TryWrite(words);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            pipe.Dispose();
        }
    }
}
