using System.Net.Sockets;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Networking;

/// <summary>The network of one sandbox: the sockets that listen in it, who may connect to them, and what ends with it.</summary>
internal sealed class SandboxPlace : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PeerOwners? _owners;
    private NetworkNamespace? _entered;
    private Descriptor? _kept;
    private TranslatorProcess? _translator;
    private ulong? _group;

    /// <param name="entered">The namespace that the calling thread is in because of this place; null in the machine's own network.</param>
    /// <param name="owners">Where others can connect too: what tells the sandbox's own connections from theirs.</param>
    internal SandboxPlace(NetworkNamespace? entered, SandboxSockets sockets, PeerOwners? owners) => (_entered, HasNamespace, Sockets, _owners) = (entered, entered is not null, sockets, owners);

    internal SandboxSockets Sockets { get; }

    private bool HasNamespace { get; }

    /// <summary>The sandbox has ended.</summary>
    internal bool IsOver { get; private set; }

    internal TranslatorProcess Translator
    {
        set
        {
            lock (_gate)
            {
                _translator = value;
                if (IsOver)
                {
                    value.End();
                }
            }
        }
    }

    /// <summary>What functions are told about the server when they have a network of their own; null without one.</summary>
    internal string? OwnEndpoint { get; init; }

    /// <summary>The namespace, for whoever connects it.</summary>
    internal Descriptor? Kept
    {
        init => _kept = value;
    }

    internal Descriptor? TakeNamespace() => Interlocked.Exchange(ref _kept, null);

    /// <summary>Takes the calling thread there again; null where it is already, in the machine's network.</summary>
    internal NetworkNamespace? Join() => HasNamespace ? NetworkNamespace.Enter(Sockets.Runtime) : null;

    /// <summary>The calling thread goes back to where it was.</summary>
    internal void Leave()
    {
        _entered?.Dispose();
        _entered = null;
    }

    /// <summary>From here on only connections from inside this group are the sandbox's.</summary>
    internal void Belongs(ControlGroup group) => _group = _owners is null ? null : group.Identity;

    /// <summary>Whether a connection that was taken from <see cref="SandboxSockets.Runtime"/> is the sandbox's own.</summary>
    internal bool Admits(Socket connection) => _owners is null || _owners.IsFrom(connection, _group);

    /// <summary>The variables that say where the sockets are, which in the machine's network is somewhere else for each sandbox.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Tell(IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var runtime = Sockets.Runtime.LocalEndPoint!.ToString()!;
        if (runtime == SandboxSockets.RuntimeEndpoint.ToString())
        {
            return environment;
        }

        return [.. environment.Select(variable => variable switch
        {
            { Key: "AWS_LAMBDA_RUNTIME_API" } => KeyValuePair.Create(variable.Key, runtime),
            { Key: "AWS_ENDPOINT_URL" } when variable.Value == OwnEndpoint => KeyValuePair.Create(variable.Key, $"http://{Sockets.Server!.LocalEndPoint}"),
            _ => variable,
        })];
    }

    public void Dispose()
    {
        lock (_gate)
        {
            IsOver = true;
            _translator?.End();
        }

        Sockets.Dispose();
        TakeNamespace()?.Dispose();
    }
}
