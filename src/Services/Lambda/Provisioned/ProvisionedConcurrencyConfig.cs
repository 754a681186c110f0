using System.Globalization;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;

namespace Gatehouse.Services.Lambda.Provisioned;

/// <summary>How many sandboxes are kept ready, as the operations answer it.</summary>
internal sealed record ProvisionedConcurrencyConfig
{
    public required int RequestedProvisionedConcurrentExecutions { get; init; }

    public required int AvailableProvisionedConcurrentExecutions { get; init; }

    public required int AllocatedProvisionedConcurrentExecutions { get; init; }

    public required string Status { get; init; }

    public string? StatusReason { get; init; }

    public required string LastModified { get; init; }

    /// <summary>The settings of one qualifier, with what its sandboxes are like at this moment.</summary>
    public static ProvisionedConcurrencyConfig Of(FunctionReference reference, StoredFunction function, ProvisionedSettings settings, FunctionSlots slots)
    {
        var (ready, failure) = (0, (string?)null);
        foreach (var (version, count) in ProvisionedShares.Of(function, reference.Qualifier!, settings.Requested))
        {
            var live = slots.Find(reference)?.Current?.Find(version)?.Version;
            if (live?.Pool is { } pool)
            {
                ready += Math.Min(count, pool.Provisioned.Ready);
                failure ??= pool.Provisioned.Failure;
            }
            else if (live is { IsSettled: true })
            {
                failure = "The version's image cannot be run.";
            }
        }

        return new ProvisionedConcurrencyConfig
        {
            RequestedProvisionedConcurrentExecutions = settings.Requested,
            AvailableProvisionedConcurrentExecutions = ready,
            AllocatedProvisionedConcurrentExecutions = ready,
            Status = ready >= settings.Requested ? "READY" : failure is null ? "IN_PROGRESS" : "FAILED",
            StatusReason = ready >= settings.Requested ? null : failure,
            LastModified = settings.LastModified.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture),
        };
    }
}
