using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Functions;

public sealed class ListFunctionsTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    [Fact]
    public async Task Pages_TogetherHoldEveryFunctionOfTheScope()
    {
        var story = await host.RunAsync(
            """
            for n in ['c', 'a', 'b', 'a-1']: create(n, wait=False, Publish=n == 'b')
            pages = [[f['FunctionName'] for f in p['Functions']] for p in l.get_paginator('list_functions').paginate(PaginationConfig=dict(PageSize=3))]
            print(pages, 'State' in l.list_functions()['Functions'][0])
            every = [f['FunctionArn'].split(':function:')[1] for p in l.get_paginator('list_functions').paginate(FunctionVersion='ALL', PaginationConfig=dict(PageSize=2)) for f in p['Functions']]
            print(every)
            print(client('lambda', '111111111111').list_functions()['Functions'], client('lambda', region='eu-west-1').list_functions()['Functions'])
            print(error(l.list_functions, Marker='%%')[0])
            print(error(l.list_code_signing_configs))
            print(l.get_function_code_signing_config(FunctionName='a')['FunctionName'], l.get_runtime_management_config(FunctionName='a')['UpdateRuntimeOn'])
            """);

        Assert.Equal(
            """
            [['a', 'a-1', 'b'], ['c']] False
            ['a:$LATEST', 'a-1:$LATEST', 'b:$LATEST', 'b:1', 'c:$LATEST']
            [] []
            InvalidParameterValueException
            ('NotImplemented', 'Gatehouse does not implement the operation lambda:ListCodeSigningConfigs.', 501)
            a Auto
            """,
            story);
    }
}
