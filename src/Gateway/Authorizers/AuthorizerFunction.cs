using Gatehouse.Core;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>The function behind an authorizer: asked once for each answer that is not remembered.</summary>
/// <param name="model">The authorizer.</param>
/// <param name="function">The function's ARN and the function, or nothing where the authorizer's URI leads to none.</param>
/// <param name="sourceArn">In whose name the function is invoked.</param>
/// <param name="scratch">For writing events.</param>
/// <param name="stopwatch">How long the function takes.</param>
internal sealed class AuthorizerFunction(AuthorizerModel model, (string Arn, IFunctionTarget Target)? function, string sourceArn, ObjectPool<ProxyScratch> scratch, TimeProvider stopwatch)
{
    // ? The limit of integrations; that authorizers have the same is not recorded.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(29);

    public string? Arn => function?.Arn;

    /// <param name="origin">Where the request came from.</param>
    /// <param name="call">The request.</param>
    /// <param name="methodArn">What the caller wants to do.</param>
    /// <param name="token">The caller's token, of a TOKEN authorizer.</param>
    public async Task<AuthorizerAnswer> AskAsync<TOrigin>(TOrigin origin, Invocation call, string methodArn, string? token)
        where TOrigin : struct, IEventOrigin
    {
        if (function is not var (arn, target))
        {
            return NotAsked(new AuthorizerFailed(model.Id, "", "", $"'{model.Uri}' is not the invocation URI of a Lambda function."));
        }

        var access = target.Check(sourceArn);
        if (access == FunctionAccess.NotFound)
        {
            return NotAsked(new FunctionMissing(arn, $"authorizer {model.Id}"));
        }

        // With a role it is the role's policies that allow the invocation, and nobody here evaluates those.
        if (access == FunctionAccess.NotPermitted && !model.HasCredentials)
        {
            return NotAsked(new NoInvokePermission(arn, sourceArn));
        }

        using var exchange = target.Begin();
        var trace = TraceId.Segment(call);
        Write(origin, call, methodArn, token, exchange);

        // Not ended with the caller: what the function says is remembered for the next one.
        var started = stopwatch.GetTimestamp();
        var outcome = await exchange.SendAsync(Timeout, trace, CancellationToken.None);
        return Read(arn, outcome, exchange) with { Latency = stopwatch.GetElapsedTime(started), InvocationId = exchange.InvocationId };
    }

    private void Write<TOrigin>(TOrigin origin, Invocation call, string methodArn, string? token, FunctionExchange exchange)
        where TOrigin : struct, IEventOrigin
    {
        var tools = scratch.Get();
        try
        {
            if (token is not null)
            {
                AuthorizerEvent.WriteToken(tools, exchange.Event, token, methodArn);
            }
            else
            {
                AuthorizerEvent.WriteRequest(origin, tools, call, exchange.Event, methodArn);
            }
        }
        finally
        {
            scratch.Return(tools);
        }
    }

    private AuthorizerAnswer Read(string arn, FunctionOutcome outcome, FunctionExchange exchange)
    {
        switch (outcome)
        {
            case FunctionOutcome.Replied:
                return AuthorizerResult.TryParse(exchange.Reply, out var member, out var problem) is { } result
                    ? new AuthorizerAnswer { Result = result, IntegrationStatus = 200 }
                    : Failed(new MalformedAuthorizerReply(model.Id, exchange.InvocationId, member, problem), 200, "Invalid authorizer response");
            case FunctionOutcome.FunctionError when FunctionErrors.Message(exchange.Reply) == "Unauthorized":
                return new AuthorizerAnswer
                {
                    Refusal = Verdict.Reject(GatewayResponseType.Unauthorized, new AuthorizerRefused(model.Id, arn, exchange.InvocationId)),
                    IntegrationStatus = 200,
                    Error = "Unauthorized",
                };
            case FunctionOutcome.FunctionError:
                return Failed(Failure("The function threw, exited or ran into its own timeout."), 200, "Lambda function error");
            case FunctionOutcome.Throttled:
                return Failed(Failure("Lambda had no concurrency left for the function."), 429, "Rate exceeded");
            case FunctionOutcome.IntegrationTimeout:
                return Failed(Failure($"The function did not answer within {Timeout.TotalSeconds:0} s."), 504, "Timeout");
            case FunctionOutcome.EventTooLarge:
                return Failed(Failure("The event is larger than Lambda takes."), 413, "Request too large");
            default:
                // Nothing that the API's owner configured is wrong: the service itself could not serve.
                return Failed(Failure("The function was deleted or cannot be started."), 500, "Service unavailable") with
                {
                    Refusal = Verdict.Reject(GatewayResponseType.AuthorizerFailure, Failure("The function was deleted or cannot be started.")),
                };
        }

        AuthorizerFailed Failure(string why) => new(model.Id, arn, exchange.InvocationId, why);
    }

    private static AuthorizerAnswer NotAsked(Reason reason) => Failed(reason, null, "Authorizer configuration error");

    private static AuthorizerAnswer Failed(Reason reason, int? status, string error) => new()
    {
        Refusal = Verdict.Reject(GatewayResponseType.AuthorizerConfigurationError, reason),
        IntegrationStatus = status,
        Error = error,
    };
}
