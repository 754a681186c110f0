namespace Gatehouse.Sandbox.Telemetry;

/// <summary>A listener inside a sandbox.</summary>
internal interface ITelemetryDestination : IDisposable
{
    /// <summary>Delivers one batch; false when the listener is not there or does not take it.</summary>
    Task<bool> TrySendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellation);
}
