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
    public async Task RenamedKey_IsFoundByItsNewName()
    {
        var shown = await _host.PythonAsync(
            """
            gw = client('apigateway', '555555555556')
            ids = [gw.create_api_key(name='key-%d' % i)['id'] for i in range(3)] + [gw.create_api_key()['id']]
            gw.update_api_key(apiKey=ids[1], patchOperations=[{'op': 'replace', 'path': '/name', 'value': 'renamed'}, {'op': 'replace', 'path': '/customerId', 'value': 'c'}])
            gw.update_api_key(apiKey=ids[3], patchOperations=[{'op': 'replace', 'path': '/name', 'value': 'named late'}])
            gw.update_api_key(apiKey=ids[2], patchOperations=[{'op': 'replace', 'path': '/name', 'value': ''}])
            def found(**filter): return [ids.index(key['id']) for key in gw.get_api_keys(**filter)['items']]
            print(found(nameQuery='key'), found(nameQuery='renamed'), found(nameQuery='named'), found(customerId='c'), found(customerId='c', nameQuery='key'), found())
            gw.delete_api_key(apiKey=ids[1])
            print(found(nameQuery='renamed'), error(gw.get_api_keys, position='nonsense!'))
            """);

        Assert.Equal(
            """
            [0] [1] [3] [1] [] [3, 2, 1, 0]
            [] ('BadRequestException', 'Invalid position specified', 400)
            """,
            shown);
    }

    [Fact]
    public async Task MalformedPatches_AreRefusedAndChangeNothing()
    {
        var shown = await _host.PythonAsync(
            """
            made = gw.create_api_key(name='patched', description='d', customerId='c')
            def state():
                key = gw.get_api_key(apiKey=made['id'], includeValue=True); key.pop('ResponseMetadata'); return key
            before = state()
            for operation in [dict(op='replace', path='/id', value='x'), dict(op='add', path='/name', value='x'), dict(op='remove', path='/description'), dict(op='replace', path='/name', value='n' * 1025),
                    dict(op='replace', path='/description', value=chr(1)), dict(op='replace'), dict(op='put', path='/name')]:
                print(error(gw.update_api_key, apiKey=made['id'], patchOperations=[dict(op='replace', path='/customerId', value='changed'), operation])[1])
            print(state() == before, error(gw.update_api_key, apiKey='none', patchOperations=[dict(op='replace', path='/name', value='x')]))
            """);

        Assert.Equal(
            """
            Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]
            Invalid patch path  '/name' specified for op 'add'. Please choose supported operations
            Invalid patch path  '/description' specified for op 'remove'. Please choose supported operations
            Invalid API Key name, can be at most 1024 characters.
            Invalid API Key description specified.
            Invalid patch path null
            1 validation error detected: Value 'put' at 'updateApiKeyInput.patchOperations.2.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]
            True ('NotFoundException', 'Invalid API Key identifier specified', 404)
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

    // source: aws-docs developerguide/api-key-file-format; the text about the column: boto3 issue 1280
    [Fact]
    public async Task KeyFile_MakesKeysAndWarnsOfBadLines()
    {
        var shown = await _host.PythonAsync(
            """"
            gw = client('apigateway', '666666666666')
            plans = [gw.create_usage_plan(name='p%d' % i)['id'] for i in range(2)]
            csv = 'Name,key,description,Colour,Enabled,usageplanIds\r\n"first, quoted",' + 'a' * 20 + ',"say ""hi""",red,true,\'' + ','.join(plans) + '\'\r\nshort,abc,,,,\r\nO\'Neill,' + 'b' * 20 + ',,,FALSE,\r\n\r\nodd,' + 'c' * 20 + ',,,,none\r\nmany,' + 'd' * 20 + ',,,,,,\r\nlong' + 'g' * 1030 + ',' + 'e' * 20 + ',,,,\r\n'
            answer = gw.import_api_keys(body=csv.encode(), format='csv')
            print(answer['ResponseMetadata']['HTTPStatusCode'], len(answer['ids']))
            for warning in answer['warnings']: print(warning)
            print([(key['name'], key.get('description'), key['enabled']) for key in gw.get_api_keys()['items']], [[key['name'] for key in gw.get_usage_plan_keys(usagePlanId=plan)['items']] for plan in plans])
            """");

        Assert.Equal(
            """
            201 2
            Line 3: API Key value should be at least 20 characters
            Line 6: Invalid Usage Plan ID specified
            Line 7: too many fields
            Line 8: Invalid API Key name, can be at most 1024 characters.
            [("O'Neill", None, False), ('first, quoted', 'say "hi"', True)] [['first, quoted'], ['first, quoted']]
            """,
            shown);
    }

    [Fact]
    public async Task KeyFileWithAKnownValue_ChangesThatKey()
    {
        var shown = await _host.PythonAsync(
            """
            gw = client('apigateway', '666666666667')
            plans = [gw.create_usage_plan(name='p%d' % i)['id'] for i in range(2)]
            value = 'k' * 20
            first = gw.import_api_keys(body=('name,key,usageplanids\nold,%s,%s\n' % (value, plans[0])).encode(), format='csv')['ids']
            again = gw.import_api_keys(body=('name,key,enabled,usageplanids\nmiddle,%s,true,\nnew,%s,false,"%s,%s"\n' % (value, value, *plans)).encode(), format='csv')
            print(again['ids'] == first * 2, again['warnings'], [(key['name'], key['enabled']) for key in gw.get_api_keys(nameQuery='new')['items']], gw.get_api_keys(nameQuery='old')['items'])
            print([len(gw.get_usage_plan_keys(usagePlanId=plan)['items']) for plan in plans])
            """);

        Assert.Equal("True [] [('new', False)] []\n[1, 1]", shown);
    }

    [Fact]
    public async Task BadKeyFiles_AreRefusedAndMakeNoKey()
    {
        var shown = await _host.PythonAsync(
            """
            gw = client('apigateway', '666666666668')
            good = 'good,' + 'g' * 20 + '\n'
            for body, more in [('name,key\n' + good + 'x,short\n', dict(failOnWarnings=True)), ('name\nx\n', {}), ('key\nx\n', {}), ('\n', {}), (good, {})]:
                print(error(gw.import_api_keys, body=body.encode(), format='csv', **more))
            print(error(gw.import_api_keys, body=b'name,key\n', format='xml'), gw.import_api_keys(body=b'name,key\n', format='csv')['ids'], gw.get_api_keys()['items'])
            """);

        Assert.Equal(
            """
            ('BadRequestException', 'Warnings found during import: Line 3: API Key value should be at least 20 characters', 400)
            ('BadRequestException', "Missing required column 'Key'", 400)
            ('BadRequestException', "Missing required column 'Name'", 400)
            ('BadRequestException', "Missing required column 'Key'", 400)
            ('BadRequestException', "Missing required column 'Key'", 400)
            ('BadRequestException', 'Failed to parse API Key file: the format must be csv', 400) [] []
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
