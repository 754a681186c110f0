using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Logging;

/// <summary>What logs say of a request that its method's execution refused. Words are AWS's where they are recorded.</summary>
internal static class FailureLines
{
    public const string NoPermission = "Invalid permissions on Lambda function";

    /// <summary>Writes the line, unless the exchange with the function has said it already.</summary>
    public static void Tell(ExecutionLog log, in Verdict verdict)
    {
        switch (verdict.Reason)
        {
            case FunctionProblem or IntegrationTimedOut or NoInvokePermission or FunctionMissing:
                break;
            case var reason:
                log.Failure(Text(verdict, reason!));
                break;
        }
    }

    /// <summary>Why the integration failed, or null when it did not.</summary>
    public static string? OfIntegration(Invocation call) =>
        call.Refusal.Reason is { } reason && call.Record.StepsPassed > Pipeline.Names.Length ? Text(call.Refusal, reason) : null;

    private static string Text(in Verdict verdict, Reason reason) => reason switch
    {
        // ? Not recorded for access logs; the message of the function's error is in its own log and in the execution log.
        FunctionProblem { Kind: ReasonKind.FunctionFailed } failed => $"Lambda execution failed with status 200 due to customer function error. Lambda request id: {failed.InvocationId}",
        FunctionProblem { Kind: ReasonKind.FunctionThrottled } throttled => $"Lambda invocation failed with status: 429. Lambda request id: {throttled.InvocationId}",
        IntegrationTimedOut => "Execution failed due to a timeout error",
        NoInvokePermission or FunctionMissing => ConfigurationError(NoPermission),
        MalformedProxyResponse when verdict.Type == GatewayResponseType.BadGateway => ConfigurationError("Malformed Lambda proxy response"),

        BodyMismatch body => $"Request body does not match model schema for content type {body.ContentType}: {body.Text}",

        // ? Not recorded, like all that follow.
        MalformedProxyResponse => ConfigurationError("Unable to base64 decode the body."),
        ParametersMissing or FrontRefusal => verdict.Message ?? reason.Explain(),
        _ => ConfigurationError(reason.Explain()),
    };

    private static string ConfigurationError(string problem) => $"Execution failed due to configuration error: {problem}";
}
