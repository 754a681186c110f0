using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Authorizers;

public sealed class AuthorizerTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Prelude =
        """
        api = gw.create_rest_api(name='guarded')
        api, root = api['id'], api['rootResourceId']
        def uri(name):
            return 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:' + name + '/invocations'
        def plain(answer):
            answer.pop('ResponseMetadata'); return answer
        def message(call, **arguments):
            code, text, status = error(call, **arguments)
            return '%d %s %s' % (status, code, text)
        def create(**more):
            return gw.create_authorizer(**{**dict(restApiId=api, name='guard', type='TOKEN', authorizerUri=uri('auth'), identitySource='method.request.header.Authorization'), **more})

        """;

    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Authorizer_IsMadeReadListedAndDeleted()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            made = create(identityValidationExpression='^Bearer .*$', authorizerResultTtlInSeconds=60)
            print(made['ResponseMetadata']['HTTPStatusCode'], len(made['id']))
            id = made['id']
            print({k: v for k, v in plain(made).items() if k != 'id'})
            print(plain(gw.get_authorizer(restApiId=api, authorizerId=id)) == made, 'TTL', create(name='r', type='REQUEST', authType='mine')['authorizerResultTtlInSeconds'])
            print([a['name'] for a in sorted(gw.get_authorizers(restApiId=api)['items'], key=lambda a: a['name'])])
            first = gw.get_authorizers(restApiId=api, limit=1)
            print(len(first['items']), len(gw.get_authorizers(restApiId=api, limit=1, position=first['position'])['items']))
            print(gw.delete_authorizer(restApiId=api, authorizerId=id)['ResponseMetadata']['HTTPStatusCode'], message(gw.get_authorizer, restApiId=api, authorizerId=id))
            print(message(gw.delete_authorizer, restApiId=api, authorizerId=id))
            print(message(gw.get_authorizers, restApiId='nothing'))
            """);

        Assert.Equal(
            """
            201 6
            {'name': 'guard', 'type': 'TOKEN', 'authType': 'custom', 'authorizerUri': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:auth/invocations', 'identitySource': 'method.request.header.Authorization', 'identityValidationExpression': '^Bearer .*$', 'authorizerResultTtlInSeconds': 60}
            True TTL 300
            ['guard', 'r']
            1 1
            202 404 NotFoundException Invalid Authorizer identifier specified
            404 NotFoundException Invalid Authorizer identifier specified
            404 NotFoundException Invalid API identifier specified 000000000000:nothing
            """,
            shown);
    }

    [Fact]
    public async Task EveryPath_IsPatched()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            id = create()['id']
            def patch(path, value, op='replace'):
                return gw.update_authorizer(restApiId=api, authorizerId=id, patchOperations=[{'op': op, 'path': path, 'value': value}])
            for path, value in [('/name', 'other'), ('/authorizerUri', uri('two')), ('/authorizerCredentials', 'arn:aws:iam::000000000000:role/x'), ('/identitySource', 'method.request.header.X'),
                    ('/identityValidationExpression', 'a+'), ('/authorizerResultTtlInSeconds', '0'), ('/type', 'REQUEST'), ('/identitySource', ''), ('/identityValidationExpression', ''), ('/authorizerCredentials', '')]:
                answer = patch(path, value)
                print(answer['ResponseMetadata']['HTTPStatusCode'], answer.get(path[1:]))
            def refuse(path, value, op='replace'):
                print(message(gw.update_authorizer, restApiId=api, authorizerId=id, patchOperations=[{'op': op, 'path': path, 'value': value}]))
            before = plain(gw.get_authorizer(restApiId=api, authorizerId=id))
            refuse('/id', 'x'); refuse('/name', 'x', 'add'); refuse('/authorizerResultTtlInSeconds', 'soon'); refuse('/authorizerResultTtlInSeconds', '3601')
            refuse('/authorizerResultTtlInSeconds', '10'); refuse('/type', 'TOKEN'); refuse('/type', 'COGNITO_USER_POOLS'); refuse('/type', 'NONE'); refuse('/providerARNs', 'arn:aws:x', 'add')
            print(before == plain(gw.get_authorizer(restApiId=api, authorizerId=id)))
            """);

        Assert.Equal(
            """
            200 other
            200 arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:two/invocations
            200 arn:aws:iam::000000000000:role/x
            200 method.request.header.X
            200 a+
            200 0
            200 REQUEST
            200 None
            200 None
            200 None
            400 BadRequestException Invalid patch path /id
            400 BadRequestException Invalid patch operation specified. Must be one of: [replace]
            400 BadRequestException Invalid value 'soon' specified for path /authorizerResultTtlInSeconds: it must be a number
            400 BadRequestException Invalid authorizer result TTL, must be between 0 and 3600 seconds
            400 BadRequestException Identity source must be set if authorizer caching is enabled (TTL is greater than 0)
            400 BadRequestException Invalid identity source specified. A TOKEN authorizer requires exactly one header, such as method.request.header.Authorization
            501 NotImplemented Gatehouse does not implement authorizers of type COGNITO_USER_POOLS.
            400 BadRequestException Invalid authorizer type specified. Valid options are TOKEN,REQUEST,COGNITO_USER_POOLS
            400 BadRequestException providerARNs can only be set for authorizers of type COGNITO_USER_POOLS
            True
            """,
            shown);
    }

    [Fact]
    public async Task BadAuthorizers_AreRefusedAndLeaveNothing()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            def refuse(**more):
                print(message(create, **more))
            refuse(restApiId='nothing'); refuse(name=' '); refuse(type='JWT'); refuse(type='COGNITO_USER_POOLS', providerARNs=['arn:aws:cognito-idp:us-east-1:0:userpool/x'])
            refuse(authorizerUri='arn:aws:lambda:us-east-1:000000000000:function:auth'); refuse(authorizerUri=uri('auth').replace('us-east-1:lambda:path', 'lambda:path', 1))
            refuse(authorizerCredentials='me'); refuse(authorizerResultTtlInSeconds=-1); refuse(authorizerResultTtlInSeconds=3601)
            refuse(identitySource=''); refuse(identitySource='method.request.querystring.q'); refuse(identitySource='method.request.header.A,method.request.header.B'); refuse(identitySource='Authorization')
            refuse(type='REQUEST', identitySource=''); refuse(type='REQUEST', identitySource='method.request.header.A,,'); refuse(providerARNs=['arn'])
            refuse(identityValidationExpression='(a')
            refuse(identityValidationExpression='(?<=a)b')
            print(gw.get_authorizers(restApiId=api)['items'])
            create(); refuse()
            """);

        Assert.Equal(
            """
            409 ConflictException Unable to complete operation due to concurrent modification. Please try again later.
            400 BadRequestException Authorizer name cannot be blank
            400 ValidationException 1 validation error detected: Value 'JWT' at 'createAuthorizerInput.type' failed to satisfy constraint: Member must satisfy enum value set: [TOKEN, REQUEST, COGNITO_USER_POOLS]
            501 NotImplemented Gatehouse does not implement authorizers of type COGNITO_USER_POOLS.
            400 BadRequestException Invalid Authorizer URI: arn:aws:lambda:us-east-1:000000000000:function:auth. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.
            400 BadRequestException Invalid Authorizer URI: arn:aws:apigateway:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:auth/invocations. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.
            400 BadRequestException Role ARN is not well formed
            400 BadRequestException Invalid authorizer result TTL, must be between 0 and 3600 seconds
            400 BadRequestException Invalid authorizer result TTL, must be between 0 and 3600 seconds
            400 BadRequestException Invalid identity source specified. A TOKEN authorizer requires exactly one header, such as method.request.header.Authorization
            400 BadRequestException Invalid identity source specified. A TOKEN authorizer requires exactly one header, such as method.request.header.Authorization
            400 BadRequestException Invalid identity source specified. A TOKEN authorizer requires exactly one header, such as method.request.header.Authorization
            400 BadRequestException Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: Authorization]
            400 BadRequestException Identity source must be set if authorizer caching is enabled (TTL is greater than 0)
            400 BadRequestException Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ]
            400 BadRequestException providerARNs can only be set for authorizers of type COGNITO_USER_POOLS
            400 BadRequestException Invalid identity validation expression specified: (a. Invalid pattern '(a' at offset 2. Not enough )'s.
            400 BadRequestException Invalid identity validation expression specified: (?<=a)b. Look-around, back references, atomic groups and very large repetitions are not taken here: matching them can take any time.
            []
            400 BadRequestException Authorizer name must be unique. Authorizer guard already exists in this RestApi.
            """,
            shown);
    }

    [Fact]
    public async Task ElevenAuthorizers_AreOneTooMany()
    {
        var api = (await _host.PythonAsync("print(gw.create_rest_api(name='many')['id'])")).Trim();
        var answers = new List<string>();
        for (var i = 0; i < 11; i++)
        {
            answers.Add(await _host.AnswerAsync(
                HttpMethod.Post,
                $"/restapis/{api}/authorizers",
                $$"""{"name":"a{{i}}","type":"REQUEST","authorizerResultTtlInSeconds":0,"authorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations"}"""));
        }

        Assert.All(answers[..10], answer => Assert.StartsWith("201", answer, StringComparison.Ordinal));
        Assert.Equal(
            """429 LimitExceededException {"message":"Maximum number of Authorizers for this API has been reached. Please contact AWS if you need additional Authorizers."}""",
            answers[10]);
    }

    [Fact]
    public async Task Methods_NameAuthorizersOfTheirApi()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            at = dict(restApiId=api, resourceId=root, httpMethod='GET')
            id = create()['id']
            foreign = gw.create_authorizer(restApiId=gw.create_rest_api(name='other')['id'], name='f', type='TOKEN', authorizerUri=uri('f'), identitySource='method.request.header.A')['id']
            for wrong in [dict(), dict(authorizerId='nothing'), dict(authorizerId=foreign), dict(authorizerId='')]:
                print(message(gw.put_method, **at, authorizationType='CUSTOM', **wrong))
            print(message(gw.put_method, **at, authorizationType='COGNITO_USER_POOLS', authorizerId=id))
            print(gw.put_method(**at, authorizationType='CUSTOM', authorizerId=id)['authorizerId'] == id)
            test = gw.create_resource(restApiId=api, parentId=root, pathPart='test')['id']
            gw.put_method(restApiId=api, resourceId=test, httpMethod='POST', authorizationType='NONE')
            print(message(gw.update_method, restApiId=api, resourceId=test, httpMethod='POST', patchOperations=[{'op': 'replace', 'path': '/authorizationType', 'value': 'CUSTOM'}]))
            changed = gw.update_method(restApiId=api, resourceId=test, httpMethod='POST', patchOperations=[{'op': 'replace', 'path': '/authorizationType', 'value': 'CUSTOM'}, {'op': 'replace', 'path': '/authorizerId', 'value': id}])
            print(changed['authorizationType'], changed['authorizerId'] == id)
            print(message(gw.delete_authorizer, restApiId=api, authorizerId=id))
            gw.delete_method(**at)
            print(message(gw.delete_authorizer, restApiId=api, authorizerId=id))
            gw.update_method(restApiId=api, resourceId=test, httpMethod='POST', patchOperations=[{'op': 'replace', 'path': '/authorizationType', 'value': 'NONE'}])
            print(gw.delete_authorizer(restApiId=api, authorizerId=id)['ResponseMetadata']['HTTPStatusCode'])
            """);

        const string none = "400 BadRequestException Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";
        Assert.Equal(
            $"""
            {none}
            {none}
            {none}
            {none}
            {none}
            True
            {none}
            CUSTOM True
            409 ConflictException Cannot delete authorizer 'guard', is referenced in method: GET//
            409 ConflictException Cannot delete authorizer 'guard', is referenced in method: POST//test
            202
            """,
            shown);
    }
}
