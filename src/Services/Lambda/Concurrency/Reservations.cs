using System.Diagnostics.CodeAnalysis;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Concurrency;

/// <summary>What functions take out of their account's concurrency. One change at a time: two together could take what only one may.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to dispose.")]
internal sealed class Reservations(FunctionCatalog catalog)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Changes a function, unless too little is left for the others.</summary>
    public async ValueTask<StoredFunction> ChangeAsync(
        FunctionReference reference, Func<StoredFunction, StoredFunction> change, Func<AwsException> tooMuch, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var all = (await catalog.ListAsync(reference.Scope, null, int.MaxValue, cancellation)).Items;
            var others = all.Where(other => other.Name != reference.Name).Sum(TakenBy);
            return await catalog.ChangeAsync(reference, function =>
            {
                var changed = change(function);
                if (changed.ReservedConcurrency is { } reserved && Provisioned(changed) > reserved)
                {
                    throw LambdaErrors.MoreProvisionedThanReserved();
                }

                return AccountLimits.Concurrency - others - TakenBy(changed) >= AccountLimits.LeastUnreserved ? changed : throw tooMuch();
            }, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sandboxes that are kept ready come out of the function's reservation, if it has one.</summary>
    private static long TakenBy(StoredFunction function) => function.ReservedConcurrency ?? Provisioned(function);

    private static long Provisioned(StoredFunction function) => function.Provisioned.Values.Sum(settings => (long)settings.Requested);
}
