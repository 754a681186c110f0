namespace Gatehouse.Services.Lambda.Provisioned;

/// <summary>The same in a list, where the ARN says whose it is.</summary>
internal sealed record ProvisionedConcurrencyConfigListItem(string FunctionArn)
{
    public required int RequestedProvisionedConcurrentExecutions { get; init; }

    public required int AvailableProvisionedConcurrentExecutions { get; init; }

    public required int AllocatedProvisionedConcurrentExecutions { get; init; }

    public required string Status { get; init; }

    public string? StatusReason { get; init; }

    public required string LastModified { get; init; }

    public static ProvisionedConcurrencyConfigListItem Of(string functionArn, ProvisionedConcurrencyConfig config) => new(functionArn)
    {
        RequestedProvisionedConcurrentExecutions = config.RequestedProvisionedConcurrentExecutions,
        AvailableProvisionedConcurrentExecutions = config.AvailableProvisionedConcurrentExecutions,
        AllocatedProvisionedConcurrentExecutions = config.AllocatedProvisionedConcurrentExecutions,
        Status = config.Status,
        StatusReason = config.StatusReason,
        LastModified = config.LastModified,
    };
}
