using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>A bubblewrap that waits for its options, with what it needs still to be told.</summary>
internal sealed class BubblewrapStart(ChildProcess child, Descriptor output, Descriptor options, Descriptor filter, byte[] filterProgram)
{
    internal ChildProcess Child => child;

    /// <summary>What it and the function print.</summary>
    internal Descriptor Output => output;

    internal void Go(byte[] arguments)
    {
        using (options)
        {
            // An error here means that bubblewrap ended already; its exit says why.
            _ = options.TryWrite(arguments);
        }

        using (filter)
        {
            _ = filter.TryWrite(filterProgram);
        }
    }
}
