using Gatehouse.Sandbox.RuntimeApi;

namespace Gatehouse.Sandbox.Extensions;

/// <summary>One extension of one sandbox. Guarded by the lock of its <see cref="ExtensionSession"/>.</summary>
internal sealed class Extension(string name, bool isExternal)
{
    internal string Name => name;

    /// <summary>True for a process of its own, from <c>/opt/extensions</c>; false for a part of the function's process.</summary>
    internal bool IsExternal => isExternal;

    internal Guid Identifier { get; } = Guid.NewGuid();

    internal ExtensionState State { get; set; }

    /// <summary>The events that it asked for.</summary>
    internal IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>What it reported as the reason of its failure.</summary>
    internal string? ErrorType { get; set; }

    /// <summary>The connection that waits for an event.</summary>
    internal RuntimeConnection? Poller { get; set; }

    /// <summary>An event that nobody has taken yet.</summary>
    internal byte[]? Pending { get; set; }

    internal bool Wants(string eventType) => Events.Contains(eventType, StringComparer.Ordinal);

    /// <summary>Hands over an event now, or as soon as the extension asks. Returns the connection that gets it now.</summary>
    internal RuntimeConnection? Give(byte[] reply)
    {
        State = ExtensionState.Running;
        var poller = Poller;
        (Poller, Pending) = (null, poller is null ? reply : null);
        return poller;
    }
}
