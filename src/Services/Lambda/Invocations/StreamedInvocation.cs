using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda.Serving;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>Invocations whose reply is passed on while it is written.</summary>
internal static class StreamedInvocation
{
    /// <summary>
    /// Sends the event. The caller reads the stream meanwhile, and awaits this before it lets go of the invocation. The concurrency is
    /// given back when the function is done, however slowly its caller reads what is left.
    /// </summary>
    public static async Task<InvocationOutcome> SendAsync(Invocation invocation, InvocationOptions options, ConcurrencyGate concurrency, Admission admission)
    {
        try
        {
            return await invocation.SendAsync(options);
        }
        finally
        {
            concurrency.Leave(admission);
        }
    }
}
