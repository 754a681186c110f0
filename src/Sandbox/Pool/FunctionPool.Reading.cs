using Gatehouse.Sandbox.Watching;

namespace Gatehouse.Sandbox.Pool;

/// <summary>What a pool shows to those who watch it.</summary>
public sealed partial class FunctionPool
{
    internal FunctionFigures Figures { get; }

    internal int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>How many sandboxes it was asked to keep ready.</summary>
    internal int Least => Volatile.Read(ref _least);

    /// <summary>This version of the function, with what pools of its earlier revisions still run and have counted.</summary>
    public FunctionReading Read() => Figures.Read();

    internal SandboxReading[] ReadSandboxes()
    {
        lock (_gate)
        {
            return [.. _roster.All.Select(sandbox => new SandboxReading(
                sandbox.Journal.Log.Stream.Stream, ActivityOf(sandbox.Phase), sandbox.Journal.Invocations, sandbox.Journal.PeakBytes)
            {
                IsFrozen = sandbox.Phase == SandboxPhase.Idle && sandbox.IsFrozen,
            })];
        }
    }

    // One that has answered is back within microseconds.
    private static SandboxActivity ActivityOf(SandboxPhase phase) => phase switch
    {
        SandboxPhase.Starting => SandboxActivity.Starting,
        SandboxPhase.Busy => SandboxActivity.Busy,
        _ => SandboxActivity.Idle,
    };
}
