using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;

namespace Gatehouse.Gateway.Rest;

/// <summary>What a stage decided: go on, refuse with a gateway response and a reason, or wait because it cannot know yet.</summary>
internal readonly record struct Verdict
{
    // A Reason, or the task of a verdict to come. One field for both: a stage that passes costs one comparison with null.
    private readonly object? _outcome;

    private Verdict(GatewayResponseType type, object outcome) => (Type, _outcome) = (type, outcome);

    public static Verdict Continue => default;

    public GatewayResponseType Type { get; }

    /// <summary>Whether the request goes on to the next stage at once.</summary>
    public bool Passes => _outcome is null;

    public Reason? Reason => _outcome as Reason;

    public bool Refuses => Reason is not null;

    /// <summary>The verdict to wait for, or null when this is the verdict.</summary>
    public Task<Verdict>? Pending => _outcome as Task<Verdict>;

    /// <summary>Replaces the default message where AWS's text depends on the case.</summary>
    public string? Message { get; init; }

    public static Verdict Reject(GatewayResponseType type, Reason reason) => new(type, reason);

    /// <summary>The request waits; what comes after a task that ended already is no different.</summary>
    public static Verdict Wait(Task<Verdict> verdict) => new(default, verdict);
}
