namespace Gatehouse.Sandbox.Extensions;

/// <summary>Where an extension is in its life. The names are those of Lambda's error messages and log lines.</summary>
internal enum ExtensionState
{
    /// <summary>An external one that has not registered yet.</summary>
    Started,
    Registered,

    /// <summary>It has asked for the next event: as far as it is concerned the sandbox may go on or freeze.</summary>
    Ready,
    Running,
    InitError,
    ExitError,
    Exited,
}
