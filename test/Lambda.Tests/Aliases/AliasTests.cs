using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Aliases;

public sealed class AliasTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Two =
        """
        def two(name):
            create(name, Publish=True)
            l.update_function_configuration(FunctionName=name, Timeout=7)
            updated(name)
            l.publish_version(FunctionName=name)
            for v in '12': l.get_waiter('function_active_v2').wait(FunctionName=name + ':' + v, WaiterConfig=dict(Delay=1, MaxAttempts=20))

        """;

    [Fact]
    public async Task Alias_LeadsToItsVersion()
    {
        var story = await host.RunAsync(Two +
            """
            two('aliased')
            a = l.create_alias(FunctionName='aliased', Name='live', FunctionVersion='1', Description='d')
            print(a['AliasArn'], a['FunctionVersion'], a['Description'], 'RoutingConfig' in a)
            print(l.invoke(FunctionName='aliased', Qualifier='live')['ExecutedVersion'], l.get_function(FunctionName='aliased:live')['Configuration']['FunctionArn'])
            b = l.update_alias(FunctionName='aliased', Name='live', FunctionVersion='2')
            print(l.invoke(FunctionName='aliased:live')['ExecutedVersion'], b['RevisionId'] != a['RevisionId'], b['Description'])
            print(error(l.create_alias, FunctionName='aliased', Name='live', FunctionVersion='1'))
            print(error(l.create_alias, FunctionName='aliased', Name='other', FunctionVersion='9'))
            print(error(l.update_alias, FunctionName='aliased', Name='live', RevisionId='old')[0])
            print(error(l.delete_function, FunctionName='aliased', Qualifier='2')[0], error(l.delete_function, FunctionName='aliased', Qualifier='live')[1])
            print([x['Name'] for x in l.list_aliases(FunctionName='aliased')['Aliases']], l.list_aliases(FunctionName='aliased', FunctionVersion='1')['Aliases'])
            l.delete_alias(FunctionName='aliased', Name='live')
            print(error(l.get_alias, FunctionName='aliased', Name='live'))
            """);

        Assert.Equal(
            """
            arn:aws:lambda:us-east-1:000000000000:function:aliased:live 1 d False
            1 arn:aws:lambda:us-east-1:000000000000:function:aliased:live
            2 True d
            ('ResourceConflictException', 'Alias already exists: arn:aws:lambda:us-east-1:000000000000:function:aliased:live', 409)
            ('ResourceNotFoundException', 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:aliased:9', 404)
            PreconditionFailedException
            ResourceConflictException Deletion of aliases is not currently supported.
            ['live'] []
            ('ResourceNotFoundException', 'Cannot find alias arn: arn:aws:lambda:us-east-1:000000000000:function:aliased:live', 404)
            """,
            story);
    }

    [Fact]
    public async Task Weights_ShareTheCalls()
    {
        var story = await host.RunAsync(Two +
            """
            two('weighted')
            l.create_alias(FunctionName='weighted', Name='all', FunctionVersion='1', RoutingConfig=dict(AdditionalVersionWeights={'2': 1.0}))
            l.create_alias(FunctionName='weighted', Name='none', FunctionVersion='1', RoutingConfig=dict(AdditionalVersionWeights={'2': 0.0}))
            l.create_alias(FunctionName='weighted', Name='half', FunctionVersion='1', RoutingConfig=dict(AdditionalVersionWeights={'2': 0.5}))
            def seen(name, n): return sorted({l.invoke(FunctionName='weighted', Qualifier=name)['ExecutedVersion'] for _ in range(n)})
            print(seen('all', 5), seen('none', 5), seen('half', 40))
            print(l.update_alias(FunctionName='weighted', Name='all', RoutingConfig={}).get('RoutingConfig'))
            print(error(l.create_alias, FunctionName='weighted', Name='x', FunctionVersion='$LATEST', RoutingConfig=dict(AdditionalVersionWeights={'2': 0.5}))[1])
            print(error(l.update_alias, FunctionName='weighted', Name='all', RoutingConfig=dict(AdditionalVersionWeights={'1': 0.5, '2': 0.5}))[1])
            """);

        Assert.Equal(
            """
            ['2'] ['1'] ['1', '2']
            None
            $LATEST is not supported for an alias pointing to more than 1 version
            Number of items in AdditionalVersionWeights cannot be greater than 1
            """,
            story);
    }
}
