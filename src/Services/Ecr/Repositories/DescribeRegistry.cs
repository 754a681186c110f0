using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

internal sealed record DescribeRegistryRequest;

internal sealed record RegistryDescription
{
    public required string RegistryId { get; init; }

    public required ReplicationConfiguration ReplicationConfiguration { get; init; }
}

internal sealed record ReplicationConfiguration
{
    public required IReadOnlyList<ReplicationRule> Rules { get; init; }
}

internal sealed record ReplicationRule;

/// <summary>Shows the caller's registry, which replicates nothing. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRegistry.html.</summary>
internal sealed class DescribeRegistry : IOperation<DescribeRegistryRequest, RegistryDescription>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public ValueTask<RegistryDescription> InvokeAsync(DescribeRegistryRequest request, Call call) => new(new RegistryDescription
    {
        RegistryId = call.Account,
        ReplicationConfiguration = new ReplicationConfiguration { Rules = [] },
    });
}
