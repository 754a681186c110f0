using System.Buffers;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Where the gateway finds the functions that AWS_PROXY integrations name. Implemented by the Lambda service.</summary>
public interface IFunctionInvoker
{
    /// <summary>
    /// The target for a function ARN (qualifier allowed). Called when a snapshot is compiled, so it may be slow;
    /// never null: a function that does not exist yet may exist at call time. The target follows later changes of the function.
    /// </summary>
    IFunctionTarget Resolve(string functionArn);
}

/// <summary>One function as an integration sees it. Every member is safe from any thread.</summary>
public interface IFunctionTarget
{
    /// <summary>
    /// Whether the function is there and its resource policy lets <c>apigateway.amazonaws.com</c> invoke it for this source ARN
    /// (<c>arn:aws:execute-api:{region}:{account}:{api}/{stage}/{VERB}/{resourcePath}</c>). On the hot path: implementations cache.
    /// </summary>
    FunctionAccess Check(string sourceArn);

    /// <summary>A pooled exchange to write one event into. Dispose it exactly once, after the reply was read.</summary>
    FunctionExchange Begin();
}

public enum FunctionAccess
{
    Allowed,
    NotFound,
    NotPermitted,
}

/// <summary>One event on its way to a function, and the reply. Not safe for concurrent use.</summary>
public abstract class FunctionExchange : IDisposable
{
    /// <summary>The event's bytes go here before <see cref="SendAsync"/>.</summary>
    public abstract IBufferWriter<byte> Event { get; }

    /// <summary>The function's payload: valid from the end of <see cref="SendAsync"/> to <see cref="Dispose"/>.</summary>
    public abstract ReadOnlyMemory<byte> Reply { get; }

    /// <summary>The id of the invocation, as its log lines show it. Valid after <see cref="SendAsync"/>.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Sends the event and waits for the reply, at most <paramref name="timeout"/> (the integration's).</summary>
    /// <param name="timeout">The integration timeout; the function's own timeout applies beside it.</param>
    /// <param name="traceId">The value for <c>Lambda-Runtime-Trace-Id</c>.</param>
    /// <param name="aborted">Fires when the caller went away; the invocation itself goes on.</param>
    public abstract ValueTask<FunctionOutcome> SendAsync(TimeSpan timeout, string traceId, CancellationToken aborted);

    public abstract void Dispose();
}

public enum FunctionOutcome
{
    /// <summary>The function answered; <see cref="FunctionExchange.Reply"/> is its payload.</summary>
    Replied,

    /// <summary>The function failed (exception, exit, own timeout); the payload describes the error.</summary>
    FunctionError,

    /// <summary>No concurrency left: Lambda would answer 429.</summary>
    Throttled,

    /// <summary>The integration timeout passed first.</summary>
    IntegrationTimeout,

    /// <summary>The event is larger than Lambda takes (6291456 bytes).</summary>
    EventTooLarge,

    /// <summary>The function was deleted, or cannot be started by this server; the log says why.</summary>
    Unavailable,
}
