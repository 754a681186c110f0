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

    // source: boto3 issue 2629 for what can be removed; ours for the other lists and where src says so
    private const string MalformedPatches =
        """
        remove /apiStages/API:live - -> 400 Invalid patch path  '/apiStages/API:live' specified for op 'remove'. Must be one of: [/apiStages, /quota, /throttle, /productCode, /apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>, /apiStages/<apidId:stageName>/throttle]
        add /name x -> 400 Invalid patch path  '/name' specified for op 'add'. Must be one of: [/apiStages, /productCode, /throttle/rateLimit, /throttle/burstLimit, /quota/limit, /quota/offset, /quota/period]
        replace /name  -> 400 Usage Plan name cannot be blank
        replace /tags x -> 400 Invalid patch path  '/tags' specified for op 'replace'. Must be one of: [/name, /description, /productCode, /throttle/rateLimit, /throttle/burstLimit, /quota/limit, /quota/offset, /quota/period]
        remove /description - -> 400 Invalid patch path  '/description' specified for op 'remove'. Must be one of: [/apiStages, /quota, /throttle, /productCode, /apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>, /apiStages/<apidId:stageName>/throttle]
        replace /throttle {} -> 400 Invalid patch path  '/throttle' specified for op 'replace'. Must be one of: [/name, /description, /productCode, /throttle/rateLimit, /throttle/burstLimit, /quota/limit, /quota/offset, /quota/period]
        replace /throttle/rateLimit fast -> 400 Invalid value 'fast' specified for path /throttle/rateLimit: it must be a number
        replace /throttle/rateLimit NaN -> 400 Invalid value 'NaN' specified for path /throttle/rateLimit: it must be a number
        replace /throttle/rateLimit -1 -> 400 Usage Plan throttle rate limit and burst limit must not be negative
        replace /throttle/burstLimit 1.5 -> 400 Invalid value '1.5' specified for path /throttle/burstLimit: it must be a number
        replace /throttle/burstLimit 99999999999 -> 400 Invalid value '99999999999' specified for path /throttle/burstLimit: it must be a number
        replace /quota/limit -1 -> 400 Usage Plan quota limit must not be negative
        replace /quota/limit  -> 400 Invalid value '' specified for path /quota/limit: it must be a number
        replace /quota/period YEAR -> 400 Usage Plan quota period must be one of [DAY, WEEK, MONTH]
        replace /quota/period DAY -> 400 Usage Plan quota offset must be zero in the DAY period
        replace /quota/offset 7 -> 400 Usage Plan quota offset must be between zero and 6 inclusive in the WEEK period
        add /apiStages  -> 400 Invalid API Stage specified
        add /apiStages a:b:c -> 400 Invalid API Stage specified
        replace /apiStages API:live -> 400 Invalid patch path  '/apiStages' specified for op 'replace'. Must be one of: [/name, /description, /productCode, /throttle/rateLimit, /throttle/burstLimit, /quota/limit, /quota/offset, /quota/period]
        add /apiStages/API:live/throttle nonsense -> 400 Invalid throttle specified for path /apiStages/API:live/throttle
        add /apiStages/API:live/throttle {"/a/GET":null} -> 400 Usage Plan throttle rate limit and burst limit must not be negative
        replace /apiStages/API:live/throttle/~1a~1GET/speed 1 -> 400 Invalid patch path /apiStages/API:live/throttle/~1a~1GET/speed
        remove /apiStages/API:live/throttle/~1b/GET - -> 400 Invalid patch path /apiStages/API:live/throttle/~1b/GET
        replace /apiStages/none:live/throttle/~1a~1GET/rateLimit 1 -> 404 Invalid API Stage {api: none, stage: live} specified for usageplan PLAN
        test /name p -> 400 Invalid patch path  '/name' specified for op 'test'. Must be one of: []
        move /name x -> 400 Invalid patch path  '/name' specified for op 'move'. Must be one of: []
        True
        400 Invalid patch path null / 400 1 validation error detected: Value 'put' at 'updateUsagePlanInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]
        404 Invalid Usage Plan ID specified / True
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
    public async Task PlansAndTheirKeys_AreToTheLetterOnTheWire()
    {
        Assert.Equal(
            """200 {"throttleSettings":{"burstLimit":5000,"rateLimit":10000.0},"features":["UsagePlans"],"apiKeyVersion":"4"}""",
            await _host.AnswerAsync(HttpMethod.Get, "/account"));

        const string limits = """ "throttle":{"burstLimit":5,"rateLimit":2.0},"quota":{"limit":7,"offset":0,"period":"DAY"} """;
        var plan = await _host.AnswerAsync(HttpMethod.Post, "/usageplans", $$$"""{"name":"wire","description":"d",{{{limits}}},"tags":{"t":"u"}}""");
        var id = plan[11..17];
        Assert.Equal($$$"""201 {"id":"{{{id}}}","name":"wire","description":"d","apiStages":[],{{{limits.Trim()}}},"tags":{"t":"u"}}""", plan);
        Assert.Equal(plan[4..], (await _host.AnswerAsync(HttpMethod.Get, $"/usageplans/{id}"))[4..]);
        Assert.Equal(
            $$$"""200 {"id":"{{{id}}}","name":"wire","description":"d","apiStages":[],"throttle":{"burstLimit":5,"rateLimit":0.25},"quota":{"limit":7,"offset":0,"period":"DAY"},"tags":{"t":"u"}}""",
            await _host.AnswerAsync(HttpMethod.Patch, $"/usageplans/{id}", """{"patchOperations":[{"op":"replace","path":"/throttle/rateLimit","value":"0.25"}]}"""));

        var key = (await _host.AnswerAsync(HttpMethod.Post, "/apikeys", """{"name":"wired","value":"wired-wired-wired-wired"}"""))[11..21];
        var attached = $$"""{"id":"{{key}}","type":"API_KEY","value":"wired-wired-wired-wired","name":"wired"}""";
        Assert.Equal("201 " + attached, await _host.AnswerAsync(HttpMethod.Post, $"/usageplans/{id}/keys", $$"""{"keyId":"{{key}}","keyType":"API_KEY"}"""));
        Assert.Equal("200 " + attached, await _host.AnswerAsync(HttpMethod.Get, $"/usageplans/{id}/keys/{key}"));
        Assert.Equal($$"""200 {"item":[{{attached}}]}""", await _host.AnswerAsync(HttpMethod.Get, $"/usageplans/{id}/keys"));
        Assert.Equal("""200 {"item":[]}""", await _host.AnswerAsync(HttpMethod.Get, "/usageplans/none/keys"));
        Assert.Equal("202", await _host.AnswerAsync(HttpMethod.Delete, $"/usageplans/{id}/keys/{key}"));
        Assert.Equal("202", await _host.AnswerAsync(HttpMethod.Delete, $"/apikeys/{key}"));
        Assert.Equal("202", await _host.AnswerAsync(HttpMethod.Delete, $"/usageplans/{id}"));
        Assert.Equal(
            "404 NotFoundException {\"message\":\"Invalid Usage Plan ID specified\"}",
            await _host.AnswerAsync(HttpMethod.Get, $"/usageplans/{id}"));
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

    // source: terraform-provider-aws issue 14100
    [Fact]
    public async Task DeletedStagesAndApis_LeaveTheirPlansAndFreeTheKeys()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.create_stage(restApiId=api, stageName='other', deploymentId=gw.get_deployments(restApiId=api)['items'][0]['id'])
            plan = gw.create_usage_plan(name='p', apiStages=[live, {'apiId': api, 'stage': 'other', 'throttle': {'/a/GET': {'burstLimit': 1, 'rateLimit': 1.0}}}])['id']
            key = gw.create_api_key(name='k')['id']
            gw.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType='API_KEY')
            gw.delete_stage(restApiId=api, stageName='live')
            print(str(gw.get_usage_plan(usagePlanId=plan)['apiStages']).replace(api, 'API'))
            gw.create_deployment(restApiId=api, stageName='live')
            second = gw.create_usage_plan(name='second', apiStages=[live])['id']
            print(message(gw.create_usage_plan_key, usagePlanId=second, keyId=key, keyType='API_KEY'), message(gw.delete_stage, restApiId=api, stageName='none'))
            gw.delete_rest_api(restApiId=api)
            print([gw.get_usage_plan(usagePlanId=which)['apiStages'] for which in (plan, second)], [gw.delete_usage_plan(usagePlanId=which)['ResponseMetadata']['HTTPStatusCode'] for which in (plan, second)])
            """);

        Assert.Equal(
            """
            [{'apiId': 'API', 'stage': 'other', 'throttle': {'/a/GET': {'burstLimit': 1, 'rateLimit': 1.0}}}]
            accepted 404 Invalid stage identifier specified
            [[], []] [202, 202]
            """,
            shown);
    }

    // source: aws-docs developerguide/api-gateway-execution-service-limits-table
    [Fact]
    public async Task QuotasOfTheServiceItself_AreKept()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            from concurrent.futures import ThreadPoolExecutor
            plans = [gw.create_usage_plan(name='p%d' % i)['id'] for i in range(12)]
            key = gw.create_api_key(name='k')['id']
            with ThreadPoolExecutor(6) as pool:
                results = list(pool.map(lambda plan: message(gw.create_usage_plan_key, usagePlanId=plan, keyId=key, keyType='API_KEY').replace(key, 'KEY'), plans))
            print(results.count('accepted'), sorted(set(results)))
            gw.delete_usage_plan_key(usagePlanId=plans[results.index('accepted')], keyId=key)
            print(message(gw.create_usage_plan_key, usagePlanId=plans[[i for i, result in enumerate(results) if result != 'accepted'][0]], keyId=key, keyType='API_KEY'))
            limits = {'/m%d/GET' % i: {'burstLimit': 1, 'rateLimit': 1.0} for i in range(21)}
            print(message(gw.create_usage_plan, name='p', apiStages=[{**live, 'throttle': limits}]))
            limits.popitem()
            full = gw.create_usage_plan(name='p', apiStages=[{**live, 'throttle': limits}])['id']
            print(message(patch, full, ('add', f'/apiStages/{api}:live/throttle/~1x/GET/rateLimit', '1')), len(gw.get_usage_plan(usagePlanId=full)['apiStages'][0]['throttle']))
            """);

        Assert.Equal(
            """
            10 ['429 API Key KEY is in 10 Usage Plans, which is the most that one key can be in', 'accepted']
            accepted
            429 Usage Plan has more than 20 method throttles for API Stage API:live
            429 Usage Plan has more than 20 method throttles for API Stage API:live 20
            """,
            shown);
    }

    [Fact]
    public async Task MalformedPatches_AreRefusedAndChangeNothing()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            plan = gw.create_usage_plan(name='p', description='d', apiStages=[{**live, 'throttle': {'/a/GET': {'burstLimit': 1, 'rateLimit': 1.0}}}], throttle={'burstLimit': 3, 'rateLimit': 0.5},
                quota={'limit': 5, 'period': 'WEEK', 'offset': 3})['id']
            before = plain(gw.get_usage_plan(usagePlanId=plan))
            here = f'/apiStages/{api}:live'
            for operation in [('remove', here), ('add', '/name', 'x'), ('replace', '/name', ''), ('replace', '/tags', 'x'), ('remove', '/description'), ('replace', '/throttle', '{}'),
                    ('replace', '/throttle/rateLimit', 'fast'), ('replace', '/throttle/rateLimit', 'NaN'), ('replace', '/throttle/rateLimit', '-1'), ('replace', '/throttle/burstLimit', '1.5'),
                    ('replace', '/throttle/burstLimit', '99999999999'), ('replace', '/quota/limit', '-1'), ('replace', '/quota/limit', ''), ('replace', '/quota/period', 'YEAR'),
                    ('replace', '/quota/period', 'DAY'), ('replace', '/quota/offset', '7'), ('add', '/apiStages', ''), ('add', '/apiStages', 'a:b:c'), ('replace', '/apiStages', api + ':live'),
                    ('add', here + '/throttle', 'nonsense'), ('add', here + '/throttle', '{"/a/GET":null}'), ('replace', here + '/throttle/~1a~1GET/speed', '1'),
                    ('remove', here + '/throttle/~1b/GET'), ('replace', '/apiStages/none:live/throttle/~1a~1GET/rateLimit', '1'), ('test', '/name', 'p'), ('move', '/name', 'x')]:
                # A good one first: it must not stay.
                print(operation[0], operation[1].replace(api, 'API'), operation[2].replace(api, 'API') if len(operation) > 2 else '-', '->', message(patch, plan, ('replace', '/description', 'changed'), operation).replace(plan, 'PLAN'))
            print(plain(gw.get_usage_plan(usagePlanId=plan)) == before)
            print(message(gw.update_usage_plan, usagePlanId=plan, patchOperations=[{'op': 'replace'}]), '/', message(gw.update_usage_plan, usagePlanId=plan, patchOperations=[{'op': 'put', 'path': '/name'}]))
            print(message(patch, 'none', ('replace', '/name', 'x')), '/', plain(gw.update_usage_plan(usagePlanId=plan)) == before)
            """);

        Assert.Equal(MalformedPatches, shown);
    }
}
