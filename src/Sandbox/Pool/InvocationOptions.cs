namespace Gatehouse.Sandbox.Pool;

/// <summary>What goes with one event.</summary>
public readonly record struct InvocationOptions
{
    /// <summary>The ARN that the caller used, with its qualifier; the function's own when null.</summary>
    public string? InvokedArn { get; init; }

    /// <summary><c>Root=…;Parent=…;Sampled=…</c></summary>
    public string? TraceId { get; init; }

    /// <summary>JSON text, already decoded from base64.</summary>
    public string? ClientContext { get; init; }

    /// <summary>How long the caller waits; the invocation itself goes on. Zero means as long as it takes.</summary>
    public TimeSpan WaitLimit { get; init; }

    /// <summary>Keeps the last 4 KB of the invocation's log.</summary>
    public bool KeepLogTail { get; init; }

    /// <summary>Where the reply goes piece by piece if the function streams it; without one the whole is collected.</summary>
    public ReplyStream? Stream { get; init; }

    /// <summary>The caller went away: the same as its wait limit.</summary>
    public CancellationToken Aborted { get; init; }
}

/// <summary>How an invocation ended for its caller.</summary>
public enum InvocationOutcome
{
    /// <summary>The function answered.</summary>
    Replied,

    /// <summary>The function failed; the reply describes the error.</summary>
    FunctionError,

    /// <summary>The function's concurrency or the machine's room is used up.</summary>
    Throttled,

    /// <summary>The caller's own limit passed, or it went away; the invocation goes on without it.</summary>
    WaitLimit,

    /// <summary>This server cannot start the function, or the revision was retired; the server's log says why.</summary>
    Unavailable,

    /// <summary>More than 6291456 bytes.</summary>
    EventTooLarge,
}
