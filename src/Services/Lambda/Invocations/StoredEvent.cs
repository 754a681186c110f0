namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>An event that was acknowledged with 202 and is not done yet.</summary>
internal sealed record StoredEvent
{
    public required string FunctionName { get; init; }

    public string? Qualifier { get; init; }

    /// <summary>The id of every attempt.</summary>
    public required string RequestId { get; init; }

    public required byte[] Payload { get; init; }

    public string? ClientContext { get; init; }

    public required string TraceId { get; init; }

    public required DateTimeOffset Accepted { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>Attempts that reached the function and failed.</summary>
    public int Failures { get; init; }

    /// <summary>Attempts in a row that did not reach it: throttled, or the server could not start it.</summary>
    public int Refusals { get; init; }

    /// <summary>The functions whose destinations led here, oldest first; null for an event that a caller sent.</summary>
    public IReadOnlyList<string>? Path { get; init; }
}
