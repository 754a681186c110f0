using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Policies;

internal sealed record DescribeResourcePoliciesRequest : IConstrained
{
    public string? NextToken { get; init; }

    public int? Limit { get; init; }

    public string? ResourceArn { get; init; }

    public string? PolicyScope { get; init; }

    public void Constrain(Violations check) => check.Token(NextToken).Range(Limit, 1, 50).OneOf(PolicyScope, ["ACCOUNT", "RESOURCE"]);
}

internal sealed record ResourcePolicyPage(IReadOnlyList<ResourcePolicy> ResourcePolicies, string? NextToken);

/// <summary>Lists the account's resource policies; there are ten at most. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html.</summary>
internal sealed class DescribeResourcePolicies(LogsEngine engine) : IOperation<DescribeResourcePoliciesRequest, ResourcePolicyPage>
{
    private const int MaxItems = 50;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<ResourcePolicyPage> InvokeAsync(DescribeResourcePoliciesRequest request, Call call)
    {
        var after = request.NextToken is { } token ? Names.ReadToken(token) : null;
        var page = await engine.ResourcePolicies.ListAsync(call.Scope, after: after, limit: request.Limit ?? MaxItems, cancellation: call.Aborted);
        return new ResourcePolicyPage([.. page.Items.Select(ResourcePolicy.Of)], page.Next is null ? null : PageToken.For(page.Next));
    }
}
