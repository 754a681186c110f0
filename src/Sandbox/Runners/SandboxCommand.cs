namespace Gatehouse.Sandbox.Runners;

/// <summary>What one sandbox runs, with every override applied.</summary>
internal sealed record SandboxCommand
{
    public required IReadOnlyList<string> Arguments { get; init; }

    public required string WorkingDirectory { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    public required long TemporaryBytes { get; init; }
}
