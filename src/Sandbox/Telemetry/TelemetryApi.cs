using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>Takes the subscriptions of extensions, by the Telemetry API or the Logs API before it.</summary>
internal static class TelemetryApi
{
    internal static byte[] Subscribe(ExtensionSession extensions, InvocationJournal journal, ISandboxProcess? process, ExtensionHeaders? headers, ReadOnlyMemory<byte> body, bool isLogs)
    {
        var (api, faultType) = isLogs ? ("Logs", "Logs.ValidationError") : ("Telemetry", "ValidationError");
        if (extensions.Identify(headers, out var name) is { } refusal)
        {
            return refusal;
        }

        if (extensions.IsClosed)
        {
            return ExtensionReplies.SubscriptionClosed(api);
        }

        var (subscription, fault) = SubscriptionRequest.Read(body, isLogs);
        if (subscription is null)
        {
            return ExtensionReplies.Invalid(faultType, fault);
        }

        if (journal.Log.Telemetry?.SubscriptionOf(name) is { } earlier && earlier.IsLogs != isLogs)
        {
            return ExtensionReplies.Invalid(faultType, $"the extension has subscribed by the {(isLogs ? "Telemetry" : "Logs")} API already");
        }

        if (process is null)
        {
            return ExtensionReplies.Unavailable;
        }

        journal.Subscribe(name, subscription, subscription.IsTcp ? new TcpDestination(process, subscription) : new HttpDestination(process, subscription));
        return ExtensionReplies.Subscribed;
    }
}
