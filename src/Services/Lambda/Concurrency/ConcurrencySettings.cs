namespace Gatehouse.Services.Lambda.Concurrency;

/// <summary>A function's reserved concurrency, as three operations answer it; without the member when none is set.</summary>
internal sealed record ConcurrencySettings
{
    public int? ReservedConcurrentExecutions { get; init; }
}
