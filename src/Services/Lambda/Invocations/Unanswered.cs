using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Naming;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>Invocations that ended without a reply of their function.</summary>
internal static class Unanswered
{
    /// <summary>Throws what callers are told of an invocation that never ran; true when there is nobody left to tell.</summary>
    public static bool Ends(InvocationOutcome outcome, FunctionReference function, HttpContext http)
    {
        switch (outcome)
        {
            case InvocationOutcome.Throttled:
                throw LambdaErrors.Throttled(reserved: false);
            case InvocationOutcome.Unavailable:
                throw LambdaErrors.Unavailable(function.EffectiveArn);
            case InvocationOutcome.WaitLimit:
                // Without a limit of ours this is a caller that went away.
                http.Abort();
                return true;
            default:
                return false;
        }
    }
}
