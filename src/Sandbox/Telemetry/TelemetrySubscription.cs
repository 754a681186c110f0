namespace Gatehouse.Sandbox.Telemetry;

/// <summary>What an extension wants to be told, how much at once, and where.</summary>
internal sealed record TelemetrySubscription
{
    internal const int MostItems = 10_000;

    public required IReadOnlyList<string> Types { get; init; }

    public required bool IsTcp { get; init; }

    /// <summary>Of a listener inside the sandbox.</summary>
    public required int Port { get; init; }

    public string Path { get; init; } = "/";

    /// <summary>The older Logs API lets extensions ask for PUT.</summary>
    public bool UsesPut { get; init; }

    public int MaxItems { get; init; } = MostItems;

    public int MaxBytes { get; init; } = 262_144;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The events of the older Logs API instead of those of the Telemetry API.</summary>
    public required bool IsLogs { get; init; }

    /// <summary>Only the second version of the Logs API's events has this one.</summary>
    public bool HasRuntimeDone { get; init; } = true;

    internal bool Wants(string eventType)
    {
        var dot = eventType.IndexOf('.', StringComparison.Ordinal);
        if (!Types.Contains(dot < 0 ? eventType : eventType[..dot], StringComparer.Ordinal))
        {
            return false;
        }

        return eventType switch
        {
            TelemetryEvents.End or TelemetryEvents.Fault or TelemetryEvents.LogsSubscription => IsLogs,
            TelemetryEvents.InitStart or TelemetryEvents.InitRuntimeDone or TelemetryEvents.InitReport or TelemetryEvents.TelemetrySubscription => !IsLogs,
            TelemetryEvents.RuntimeDone => HasRuntimeDone,
            _ => true,
        };
    }
}
