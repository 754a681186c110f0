using System.Net.Sockets;
using Gatehouse.Sandbox.Logs;

namespace Gatehouse.Sandbox.Runners;

/// <summary>A started sandbox, whoever started it.</summary>
internal interface ISandboxProcess
{
    /// <summary>Takes the connections of this sandbox's runtime, and of no other's that <see cref="Admits"/> does not tell from them.</summary>
    Socket RuntimeListener { get; }

    /// <summary>Hands links to this sandbox's runtime, or null where it has none.</summary>
    Socket? LinkListener { get; }

    /// <summary>Whether a connection comes from inside this sandbox.</summary>
    bool Admits(Socket connection);

    /// <summary>Where functions reach this server, or null when it has no endpoint.</summary>
    Socket? ServerListener { get; }

    FunctionOutput Output { get; }

    /// <summary>The most memory in use so far, or null where nobody knows. Asked by one invocation at a time.</summary>
    long? PeakBytes();

    /// <summary>From here on output is taken and the exit reported. Called once.</summary>
    void Watch();

    /// <summary>Whether it can be stopped and go on.</summary>
    bool Freezes { get; }

    /// <summary>Stops everything inside between two instructions; false when it could not. <see cref="Kill"/> works nevertheless.</summary>
    bool Freeze();

    /// <summary>Everything inside goes on.</summary>
    void Thaw();

    /// <summary>Ends everything inside; the exit is still reported.</summary>
    void Kill();

    /// <summary>
    /// The names of the image's external extensions. Where there are any nothing of the image runs yet: they start with
    /// <see cref="StartExtensions"/>, the function with <see cref="StartRuntime"/>.
    /// </summary>
    IReadOnlyList<string> Extensions => [];

    void StartExtensions(StagedCallbacks callbacks) => throw new NotSupportedException();

    void StartRuntime() => throw new NotSupportedException();

    /// <summary>Asks the function's process to end, by SIGTERM. Nothing happens where that cannot be done.</summary>
    void Terminate()
    {
    }

    /// <summary>Ends the function's process. Where it is the sandbox's only one, the sandbox.</summary>
    void KillRuntime() => Kill();

    /// <summary>Makes a socket that reaches what listens inside the sandbox; null when that cannot be done. Answered on another thread.</summary>
    void OpenSocket(Action<Socket?> opened) => opened(null);
}
