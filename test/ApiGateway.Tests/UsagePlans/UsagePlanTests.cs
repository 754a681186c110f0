using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.UsagePlans;

public sealed class UsagePlanTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Prelude =
        """
        api = gw.create_rest_api(name='planned')
        api, root = api['id'], api['rootResourceId']
        gw.put_method(restApiId=api, resourceId=root, httpMethod='GET', authorizationType='NONE')
        gw.put_integration(restApiId=api, resourceId=root, httpMethod='GET', type='MOCK')
        gw.create_deployment(restApiId=api, stageName='live')
        live = {'apiId': api, 'stage': 'live'}
        def plain(answer):
            answer.pop('ResponseMetadata'); return answer
        def patch(plan, *operations):
            return gw.update_usage_plan(usagePlanId=plan, patchOperations=[dict(zip(('op', 'path', 'value'), operation)) for operation in operations])
        def message(call, *positional, **arguments):
            try:
                call(*positional, **arguments); return 'accepted'
            except gw.exceptions.ClientError as failure:
                return '%d %s' % (failure.response['ResponseMetadata']['HTTPStatusCode'], failure.response['Error']['Message'].replace(api, 'API'))

        """;

    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Plan_IsMadePatchedAndDeleted()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            plan = plain(gw.create_usage_plan(name='p', apiStages=[{**live, 'throttle': {'/a/GET': {'burstLimit': 1, 'rateLimit': 2.5}}}], quota={'limit': 5, 'period': 'DAY'}, throttle={'burstLimit': 3, 'rateLimit': 0.5}))
            id = plan.pop('id')
            print(len(id), str(plan).replace(api, 'API'))
            changed = patch(id, ('replace', '/throttle/rateLimit', '10.5'), ('replace', '/quota/limit', '100'), ('replace', '/quota/offset', '2'), ('replace', '/quota/period', 'WEEK'),
                ('add', '/productCode', 'PC'), ('replace', f'/apiStages/{api}:live/throttle//a/GET/rateLimit', '1'), ('add', f'/apiStages/{api}:live/throttle/~1b~1c/POST/burstLimit', '7'))
            print(changed['throttle'], changed['quota'], changed['productCode'], changed['apiStages'][0]['throttle'], changed['tags'])
            changed = patch(id, ('remove', '/throttle'), ('remove', '/quota'), ('remove', '/productCode'), ('remove', f'/apiStages/{api}:live/throttle/~1a/GET'))
            print(sorted(changed), changed['apiStages'][0]['throttle'])
            print(message(gw.delete_usage_plan, usagePlanId=id).replace(id, 'ID'), '/', message(patch, id, ('add', '/apiStages', 'none:live')).replace(id, 'ID'))
            print(patch(id, ('remove', '/apiStages', api + ':live'))['apiStages'], gw.get_usage_plan(usagePlanId=id)['tags'])
            print(gw.delete_usage_plan(usagePlanId=id)['ResponseMetadata']['HTTPStatusCode'], message(gw.get_usage_plan, usagePlanId=id))
            """);

        Assert.Equal(
            """
            6 {'name': 'p', 'apiStages': [{'apiId': 'API', 'stage': 'live', 'throttle': {'/a/GET': {'burstLimit': 1, 'rateLimit': 2.5}}}], 'throttle': {'burstLimit': 3, 'rateLimit': 0.5}, 'quota': {'limit': 5, 'offset': 0, 'period': 'DAY'}}
            {'burstLimit': 3, 'rateLimit': 10.5} {'limit': 100, 'offset': 2, 'period': 'WEEK'} PC {'/a/GET': {'burstLimit': 1, 'rateLimit': 1.0}, '/b/c/POST': {'burstLimit': 7, 'rateLimit': 0.0}} {}
            ['ResponseMetadata', 'apiStages', 'id', 'name', 'tags'] {'/b/c/POST': {'burstLimit': 7, 'rateLimit': 0.0}}
            400 Cannot delete Usage Plan ID because there are API Stages associated with it, including API:live / 404 Invalid API Stage {api: none, stage: live} specified for usageplan ID
            [] {}
            202 404 Invalid Usage Plan ID specified
            """,
            shown);
    }

    [Fact]
    public async Task BadPlans_AreRefusedInAwssWords()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            for more in [dict(apiStages=[{'apiId': 'none', 'stage': 'live'}]), dict(quota={'limit': 1, 'offset': 1, 'period': 'DAY'}), dict(quota={'limit': 1, 'offset': 7, 'period': 'WEEK'}),
                    dict(quota={'limit': 1, 'period': 'YEAR'}), dict(throttle={'rateLimit': -1.0, 'burstLimit': 1})]:
                print(message(gw.create_usage_plan, name='p', **more))
            plan = gw.create_usage_plan(name='p')['id']
            for operation in [('add', '/apiStages', 'nonsense'), ('replace', '/nothing', 'x'), ('replace', '/quota/limit', 'many'), ('remove', '/apiStages', 'a:b')]:
                print(message(patch, plan, operation).replace(plan, 'ID'))
            """);

        Assert.Equal(
            """
            400 Invalid API Stage specified
            400 Usage Plan quota offset must be zero in the DAY period
            400 Usage Plan quota offset must be between zero and 6 inclusive in the WEEK period
            400 1 validation error detected: Value 'YEAR' at 'createUsagePlanInput.quota.period' failed to satisfy constraint: Member must satisfy enum value set: [DAY, WEEK, MONTH]
            400 Usage Plan throttle rate limit and burst limit must not be negative
            400 Invalid API Stage specified
            400 Invalid patch path  '/nothing' specified for op 'replace'. Must be one of: [/name, /description, /productCode, /throttle/rateLimit, /throttle/burstLimit, /quota/limit, /quota/offset, /quota/period]
            400 Invalid value 'many' specified for path /quota/limit: it must be a number
            404 Invalid API Stage {api: a, stage: b} specified for usageplan ID
            """,
            shown);
    }

    [Fact]
    public async Task PlanKeys_AreListedNewestFirst()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            plan = gw.create_usage_plan(name='p')['id']
            keys = [gw.create_api_key(name='k%d' % i)['id'] for i in range(3)]
            made = [plain(gw.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType='API_KEY')) for key in keys]
            print(sorted(made[0]), made[0]['id'] == keys[0], made[0]['type'])
            print([key['name'] for key in gw.get_usage_plan_keys(usagePlanId=plan)['items']], [key['name'] for key in gw.get_usage_plan_keys(usagePlanId=plan, nameQuery='k1')['items']])
            print([[key['name'] for key in page['items']] for page in gw.get_paginator('get_usage_plan_keys').paginate(usagePlanId=plan, PaginationConfig={'PageSize': 2})])
            print(gw.get_usage_plan_keys(usagePlanId='none')['items'], [p['id'] == plan for p in gw.get_usage_plans(keyId=keys[0])['items']])
            print(message(gw.create_usage_plan_key, usagePlanId=plan, keyId=keys[0], keyType='API_KEY'), '/', message(gw.create_usage_plan_key, usagePlanId=plan, keyId='none', keyType='API_KEY'))
            print(message(gw.create_usage_plan_key, usagePlanId='none', keyId=keys[0], keyType='API_KEY'), '/', message(gw.create_usage_plan_key, usagePlanId=plan, keyId=keys[0], keyType='OTHER'))
            print(gw.delete_usage_plan_key(usagePlanId=plan, keyId=keys[2])['ResponseMetadata']['HTTPStatusCode'], message(gw.get_usage_plan_key, usagePlanId=plan, keyId=keys[2]))
            gw.delete_api_key(apiKey=keys[1])
            print([key['name'] for key in gw.get_usage_plan_keys(usagePlanId=plan)['items']])
            """);

        Assert.Equal(
            """
            ['id', 'name', 'type', 'value'] True API_KEY
            ['k2', 'k1', 'k0'] ['k1']
            [['k2', 'k1'], ['k0']]
            [] [True]
            409 Usage plan key already exists / 404 Invalid API Key identifier specified
            404 Invalid Usage Plan ID specified / 400 Invalid key type specified. Valid options are API_KEY
            202 404 Invalid API Key identifier specified
            ['k0']
            """,
            shown);
    }

    [Fact]
    public async Task Key_ReachesAStageThroughOnePlanOnly()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            from concurrent.futures import ThreadPoolExecutor
            plans = [gw.create_usage_plan(name='p%d' % i, apiStages=[live])['id'] for i in range(8)]
            key = gw.create_api_key(name='k')['id']
            with ThreadPoolExecutor(8) as pool:
                results = list(pool.map(lambda plan: message(gw.create_usage_plan_key, usagePlanId=plan, keyId=key, keyType='API_KEY')[:3], plans))
            print(sorted(results))
            holder = plans[results.index('acc')]
            other = gw.create_usage_plan(name='other')['id']
            gw.create_usage_plan_key(usagePlanId=other, keyId=key, keyType='API_KEY')
            print(message(patch, other, ('add', '/apiStages', api + ':live'))[:3])
            patch(holder, ('remove', '/apiStages', api + ':live'))
            print(message(patch, other, ('add', '/apiStages', api + ':live')))
            gw.delete_usage_plan_key(usagePlanId=other, keyId=key)
            print(message(patch, holder, ('add', '/apiStages', api + ':live')))
            """);

        Assert.Equal("['409', '409', '409', '409', '409', '409', '409', 'acc']\n409\naccepted\naccepted", shown);
    }
}
