namespace Gatehouse.Functions;

/// <summary>What is known about one invocation and the function that runs it. Every member can be set, so that tests of handlers can make one.</summary>
public sealed class FunctionContext : IDisposable
{
    // Long enough to log and answer, short enough not to waste a tight timeout: a tenth of what is left, at most this.
    private static readonly TimeSpan LongestNotice = TimeSpan.FromMilliseconds(250);

    // What an invocation that is over has, if its handler never asked for a token.
    private static readonly CancellationTokenSource Over = new();

    private readonly Lock _cancellationGate = new();
    private CancellationTokenSource? _cancellation;

    public string RequestId { get; init; } = "";

    public string InvokedFunctionArn { get; init; } = "";

    public string FunctionName { get; init; } = "";

    public string FunctionVersion { get; init; } = "";

    public int MemoryLimitInMB { get; init; }

    public string LogGroupName { get; init; } = "";

    public string LogStreamName { get; init; } = "";

    /// <summary>The X-Ray trace of this invocation, as <c>_X_AMZN_TRACE_ID</c> has it.</summary>
    public string? TraceId { get; init; }

    /// <summary>JSON that the caller of Invoke gave as its client context.</summary>
    public string? ClientContext { get; init; }

    /// <summary>JSON with the Cognito identity of a mobile caller.</summary>
    public string? CognitoIdentity { get; init; }

    /// <summary>When Lambda ends this invocation.</summary>
    public DateTimeOffset Deadline { get; init; } = DateTimeOffset.MaxValue;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The time left until <see cref="Deadline"/>; never negative.</summary>
    public TimeSpan RemainingTime
    {
        get
        {
            var left = Deadline - TimeProvider.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Fires a little before <see cref="Deadline"/>, while there is still time to answer. Made on first use: a handler that never asks pays nothing.</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_cancellationGate)
            {
                return (_cancellation ??= StartCountdown()).Token;
            }
        }
    }

    public void Dispose()
    {
        lock (_cancellationGate)
        {
            if (_cancellation != Over)
            {
                _cancellation?.Dispose();
                _cancellation ??= Over;
            }
        }
    }

    private CancellationTokenSource StartCountdown()
    {
        var left = RemainingTime;
        var notice = left / 10 < LongestNotice ? left / 10 : LongestNotice;
        var delay = left - notice;

        // A timer takes at most 2^32-2 milliseconds; Lambda's longest timeout is 15 minutes.
        return delay < TimeSpan.FromDays(1) ? new CancellationTokenSource(delay, TimeProvider) : new CancellationTokenSource();
    }
}
