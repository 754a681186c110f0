using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;

namespace Gatehouse.Gateway.Rest;

/// <summary>What a stage decided: go on, or refuse with a gateway response and a reason.</summary>
internal readonly record struct Verdict(GatewayResponseType Type, Reason? Reason)
{
    public static Verdict Continue => default;

    public bool Refuses => Reason is not null;

    /// <summary>Replaces the default message where AWS's text depends on the case.</summary>
    public string? Message { get; init; }


    public static Verdict Reject(GatewayResponseType type, Reason reason) => new(type, reason);
}
