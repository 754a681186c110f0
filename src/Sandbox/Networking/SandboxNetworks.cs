using System.Net;
using System.Net.Sockets;
using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Runners;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox.Networking;

/// <summary>Gives each sandbox the network that the server's owner has chosen for functions.</summary>
internal sealed partial class SandboxNetworks : IDisposable
{
    // What a translator holds for connections that are not read is the function's doing; it ends when that does not fit.
    private const int TranslatorMegabytes = 64;

    private readonly FunctionNetwork _policy;
    private readonly ServerEndpoint? _server;
    private readonly ControlGroups _groups;
    private readonly Reactor _reactor;
    private readonly ILogger _logger;
    private readonly Translator? _translator;
    private readonly SpawnThread? _thread;
    private readonly PeerOwners? _owners;
    private long _lastName;

    /// <param name="knowsGroups">Whether each sandbox is in the group that its place is told of.</param>
    internal SandboxNetworks(SandboxOptions options, ControlGroups groups, Reactor reactor, ILogger logger, bool knowsGroups = true)
    {
        (_policy, _server, _groups, _reactor, _logger) = (options.Network, options.Server, groups, reactor, logger);
        if (_policy == FunctionNetwork.Nat && (_translator = Translator.Find(options)) is not null)
        {
            // Not the thread that starts sandboxes: without root that one has left the machine's network for good.
            _thread = new SpawnThread();
        }
        else if (_policy == FunctionNetwork.Host)
        {
            _owners = knowsGroups && groups.Freezers is not null ? PeerOwners.Open() : null;
            if (_owners is null)
            {
                Log.PeersNotTold(logger);
            }
        }
    }

    /// <summary>Prepares the calling thread, which will start sandboxes.</summary>
    internal void Settle()
    {
        if (_policy != FunctionNetwork.Host)
        {
            NetworkNamespace.Settle();
        }
    }

    /// <summary>The calling thread is where a sandbox will be, until the place is left.</summary>
    internal SandboxPlace Enter()
    {
        if (_policy == FunctionNetwork.Host)
        {
            // Any free port, on addresses that only this machine reaches.
            var free = new IPEndPoint(IPAddress.Loopback, 0);
            return new SandboxPlace(entered: null, SandboxSockets.Listen(free, _server is null ? null : free), _owners) { OwnEndpoint = _server?.InSandbox };
        }

        NetworkNamespace? entered = NetworkNamespace.Enter();
        Descriptor? kept = null;
        try
        {
            if (_policy == FunctionNetwork.Nat)
            {
                RefusedRoute.Add();
                kept = NetworkNamespace.Keep();
            }

            return new SandboxPlace(entered, SandboxSockets.Listen(_server), owners: null) { Kept = kept };
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            kept?.Dispose();
            entered?.Dispose();
            throw;
        }
    }

    /// <summary>Connects a place that has been left; <paramref name="go"/> is called as soon as its network is there.</summary>
    /// <param name="lost">Called when it cannot be connected, or is not any more.</param>
    internal void Connect(SandboxPlace place, Action go, Action lost)
    {
        if (place.TakeNamespace() is not { } kept)
        {
            go();
            return;
        }

        var posted = _thread!.Post(() =>
        {
            using (kept)
            {
                try
                {
                    var group = _groups.Create($"{Environment.ProcessId}-network-{++_lastName}", TranslatorMegabytes, freezes: false);
                    var started = TranslatorProcess.Start(_translator!, kept, group, _reactor, reason => Settled(place, reason, go, lost));
                    place.Translator = started;
                    started.Watch();
                }
                catch (IOException error)
                {
                    Settled(place, error.Message, go, lost);
                }
            }
        });
        if (!posted)
        {
            kept.Dispose();
            lost();
        }
    }

    public void Dispose() => _thread?.Dispose();

    private void Settled(SandboxPlace place, string? reason, Action go, Action lost)
    {
        if (reason is null)
        {
            go();
            return;
        }

        if (!place.IsOver)
        {
            Log.NotConnected(_logger, reason);
        }

        lost();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A sandbox has no network, and is ended: {Reason}")]
        internal static partial void NotConnected(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "Functions share this machine's network, and it cannot be told here whose a connection is: any process of this machine can speak for a function's runtime")]
        internal static partial void PeersNotTold(ILogger logger);
    }
}
