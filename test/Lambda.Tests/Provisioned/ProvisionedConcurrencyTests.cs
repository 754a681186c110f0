using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Provisioned;

public sealed class ProvisionedConcurrencyTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Ready =
        """
        import time
        def ready(name, qualifier):
            for _ in range(200):
                c = l.get_provisioned_concurrency_config(FunctionName=name, Qualifier=qualifier)
                if c['Status'] != 'IN_PROGRESS': return c
                time.sleep(0.05)
        def numbers(c): return c['Status'], c['RequestedProvisionedConcurrentExecutions'], c['AllocatedProvisionedConcurrentExecutions'], c['AvailableProvisionedConcurrentExecutions']

        """;

    [Fact]
    public async Task SandboxesOfAVersionOrAlias_AreKeptReady()
    {
        var story = await host.RunAsync(Ready +
            """
            create('ready', Publish=True)
            made = l.put_provisioned_concurrency_config(FunctionName='ready', Qualifier='1', ProvisionedConcurrentExecutions=2)
            print(made['ResponseMetadata']['HTTPStatusCode'], made['Status'], made['RequestedProvisionedConcurrentExecutions'], made['LastModified'][-5:])
            print(numbers(ready('ready', '1')))
            l.create_alias(FunctionName='ready', Name='live', FunctionVersion='1')
            l.put_provisioned_concurrency_config(FunctionName='ready', Qualifier='live', ProvisionedConcurrentExecutions=1)
            print(numbers(ready('ready', 'live')))
            print([c['FunctionArn'].split(':')[-1] for c in l.list_provisioned_concurrency_configs(FunctionName='ready')['ProvisionedConcurrencyConfigs']])
            l.delete_provisioned_concurrency_config(FunctionName='ready', Qualifier='1')
            l.delete_alias(FunctionName='ready', Name='live')
            print(error(l.get_provisioned_concurrency_config, FunctionName='ready', Qualifier='1')[:2])
            print(l.list_provisioned_concurrency_configs(FunctionName='ready')['ProvisionedConcurrencyConfigs'])
            l.delete_function(FunctionName='ready')
            """);

        Assert.Equal(
            """
            202 IN_PROGRESS 2 +0000
            ('READY', 2, 2, 2)
            ('READY', 1, 1, 1)
            ['1', 'live']
            ('ProvisionedConcurrencyConfigNotFoundException', 'No Provisioned Concurrency Config found for this function')
            []
            """,
            story);
    }

    [Fact]
    public async Task WhatCannotBeKeptReady_IsRefused()
    {
        var story = await host.RunAsync(
            """
            create('unready', Publish=True)
            l.create_alias(FunctionName='unready', Name='latest', FunctionVersion='$LATEST')
            def why(qualifier, count, name='unready'):
                print(error(l.put_provisioned_concurrency_config, FunctionName=name, Qualifier=qualifier, ProvisionedConcurrentExecutions=count)[1])
            why('$LATEST', 1)
            why('latest', 1)
            why('2', 1)
            why('none', 1)
            why('1', 901)
            l.put_function_concurrency(FunctionName='unready', ReservedConcurrentExecutions=3)
            why('1', 4)
            l.delete_function(FunctionName='unready')
            """);

        Assert.Equal(
            """
            Provisioned Concurrency Configs cannot be applied to unpublished function versions.
            Provisioned Concurrency Configs cannot be applied to unpublished function versions.
            Function not found: arn:aws:lambda:us-east-1:000000000000:function:unready:2
            Cannot find alias arn: arn:aws:lambda:us-east-1:000000000000:function:unready:none
            Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].
            Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function
            """,
            story);
    }
}
