namespace Gatehouse.Logs.Tests.Policies;

public sealed class ResourcePolicyTests
{
    [Fact]
    public async Task Policies_ArePutListedAndDeleted()
    {
        await using var host = await LogsHost.StartAsync();

        var answers = await host.PythonAsync(
            """
            document = '{"Version":"2012-10-17","Statement":[]}'
            print(logs.put_resource_policy(policyName='lrp', policyDocument=document)['resourcePolicy']['policyName'])
            print([(p['policyName'], p['policyDocument'] == document, p['lastUpdatedTime'] > 0) for p in logs.describe_resource_policies()['resourcePolicies']])
            print(error(logs.put_resource_policy, policyName='broken', policyDocument='{')[0])
            logs.delete_resource_policy(policyName='lrp')
            print(logs.describe_resource_policies()['resourcePolicies'], error(logs.delete_resource_policy, policyName='lrp')[0])
            """);

        Assert.Equal("lrp\n[('lrp', True, True)]\nInvalidParameterException\n[] ResourceNotFoundException", answers);
    }
}
