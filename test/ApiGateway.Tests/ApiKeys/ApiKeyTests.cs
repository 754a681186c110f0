using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.ApiKeys;

public sealed class ApiKeyTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Key_IsDisabledAndHidesItsValueUnlessAsked()
    {
        var shown = await _host.PythonAsync(
            """
            import re
            made = gw.create_api_key(name='n', value='', tags={'t': 'u'})
            print(made['enabled'], made['stageKeys'], made['tags'], bool(re.fullmatch('[a-z0-9]{10}', made['id'])), bool(re.fullmatch('[A-Za-z0-9]{40}', made['value'])))
            print('value' in gw.get_api_key(apiKey=made['id']), gw.get_api_key(apiKey=made['id'], includeValue=True)['value'] == made['value'])
            changed = gw.update_api_key(apiKey=made['id'], patchOperations=[{'op': 'replace', 'path': '/enabled', 'value': 'true'}, {'op': 'replace', 'path': '/name', 'value': 'm'},
                {'op': 'replace', 'path': '/customerId', 'value': 'c'}])
            print(changed['enabled'], changed['name'], changed['customerId'])
            print(gw.update_api_key(apiKey=made['id'], patchOperations=[{'op': 'replace', 'path': '/enabled', 'value': 'perhaps'}])['enabled'])
            print(error(gw.update_api_key, apiKey=made['id'], patchOperations=[{'op': 'replace', 'path': '/value', 'value': 'x'}]))
            print(gw.delete_api_key(apiKey=made['id'])['ResponseMetadata']['HTTPStatusCode'], error(gw.get_api_key, apiKey=made['id']))
            print('name' in gw.create_api_key(name=''))
            """);

        Assert.Equal(
            """
            False [] {'t': 'u'} True True
            False True
            True m c
            False
            ('BadRequestException', "Invalid patch path  '/value' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]", 400)
            202 ('NotFoundException', 'Invalid API Key identifier specified', 404)
            False
            """,
            shown);
    }

    [Fact]
    public async Task BadKeys_AreRefusedInAwssWords()
    {
        var shown = await _host.PythonAsync(
            """
            gw.create_api_key(value='taken-taken-taken-taken')
            for more in [dict(value='taken-taken-taken-taken'), dict(value='x' * 19), dict(value='x' * 129), dict(value='x' * 20 + chr(233)), dict(name='n' * 1025), dict(description=chr(1)),
                    dict(stageKeys=[{'restApiId': 'none', 'stageName': 'live'}])]:
                print(error(gw.create_api_key, **more))
            """);

        Assert.Equal(
            """
            ('ConflictException', 'API Key already exists', 409)
            ('BadRequestException', 'API Key value should be at least 20 characters', 400)
            ('BadRequestException', 'API Key value exceeds maximum size of 128 characters', 400)
            ('BadRequestException', 'API Key value contains characters that a header cannot carry', 400)
            ('BadRequestException', 'Invalid API Key name, can be at most 1024 characters.', 400)
            ('BadRequestException', 'Invalid API Key description specified.', 400)
            ('NotFoundException', 'Invalid stage identifier specified', 404)
            """,
            shown);
    }

    [Fact]
    public async Task Lists_AreNewestFirstFilteredAndPaged()
    {
        var shown = await _host.PythonAsync(
            """
            gw = client('apigateway', '555555555555')
            for i in range(5): gw.create_api_key(name=('even-%d' if i % 2 == 0 else 'odd-%d') % i, customerId='c%d' % i)
            print([key['name'] for key in gw.get_api_keys()['items']], 'value' in gw.get_api_keys()['items'][0], 'value' in gw.get_api_keys(includeValues=True)['items'][0])
            print([[key['name'] for key in page['items']] for page in gw.get_paginator('get_api_keys').paginate(nameQuery='even', PaginationConfig={'PageSize': 2})])
            print([key['name'] for key in gw.get_api_keys(customerId='c3')['items']], gw.get_api_keys(nameQuery='Even')['items'], len(gw.get_api_keys(limit=-5)['items']))
            """);

        Assert.Equal(
            """
            ['even-4', 'odd-3', 'even-2', 'odd-1', 'even-0'] False True
            [['even-4', 'even-2'], ['even-0']]
            ['odd-3'] [] 1
            """,
            shown);
    }

    [Fact]
    public async Task OneValue_IsOneKeyWhenManyAskAtOnce()
    {
        var shown = await _host.PythonAsync(
            """
            from concurrent.futures import ThreadPoolExecutor
            def attempt(i):
                try:
                    gw.create_api_key(value='the-same-value-for-all'); return 'made'
                except gw.exceptions.ConflictException:
                    return 'conflict'
            with ThreadPoolExecutor(8) as pool:
                results = list(pool.map(attempt, range(24)))
            print(results.count('made'), results.count('conflict'))
            """);

        Assert.Equal("1 23", shown);
    }

    [Fact]
    public async Task KeyFile_MakesKeysAndWarnsOfBadLines()
    {
        var shown = await _host.PythonAsync(
            """"
            gw = client('apigateway', '666666666666')
            plan = gw.create_usage_plan(name='p')['id']
            csv = 'Name,key,description,Enabled,usageplanIds\n"first, quoted",' + 'a' * 20 + ',"say ""hi""",true,' + plan + '\nshort,abc,,,\nsecond,' + 'b' * 20 + ',,FALSE,\nagain,' + 'a' * 20 + ',,,\n'
            answer = gw.import_api_keys(body=csv.encode(), format='csv')
            print(answer['ResponseMetadata']['HTTPStatusCode'], len(answer['ids']), answer['warnings'])
            print([(key['name'], key.get('description'), key['enabled']) for key in gw.get_api_keys()['items']], [key['name'] for key in gw.get_usage_plan_keys(usagePlanId=plan)['items']])
            print(error(gw.import_api_keys, body=b'name,key\nx,short\n', format='csv', failOnWarnings=True))
            print(error(gw.import_api_keys, body=b'name\nx\n', format='csv'))
            """");

        Assert.Equal(
            """
            201 2 ['Line 3: API Key value should be at least 20 characters', 'Line 5: API Key already exists']
            [('second', None, False), ('first, quoted', 'say "hi"', True)] ['first, quoted']
            ('BadRequestException', 'Warnings found during import: Line 2: API Key value should be at least 20 characters', 400)
            ('BadRequestException', 'Failed to parse API Key file: the columns name and key are required', 400)
            """,
            shown);
    }

    [Fact]
    public async Task NewKey_ShowsSecondsAsNumbers()
    {
        var answer = await _host.AnswerAsync(HttpMethod.Post, "/apikeys", """{"name":"exact","value":"exact-exact-exact-exact","enabled":true,"unknown":[1]}""");

        Assert.Matches(
            """^201 \{"id":"[a-z0-9]{10}","value":"exact-exact-exact-exact","name":"exact","enabled":true,"createdDate":\d{10},"lastUpdatedDate":\d{10},"stageKeys":\[\]\}$""",
            answer);
    }
}
