using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Authorizers;

/// <summary>Authorizers from the control plane to the caller.</summary>
public sealed class GuardedStageTests : IAsyncLifetime
{
    private const string Prelude =
        """
        import urllib.request, urllib.error, re
        api = gw.create_rest_api(name='guarded')
        api, root = api['id'], api['rootResourceId']
        def uri(name):
            return 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:' + name + '/invocations'
        auth = gw.create_authorizer(restApiId=api, name='guard', type='TOKEN', authorizerUri=uri('auth'), identitySource='method.request.header.Authorization')['id']
        at = dict(restApiId=api, resourceId=root, httpMethod='GET')
        gw.put_method(**at, authorizationType='CUSTOM', authorizerId=auth, apiKeyRequired=False)
        gw.put_integration(**at, type='AWS_PROXY', integrationHttpMethod='POST', uri=uri('echo'))
        def deploy():
            gw.create_deployment(restApiId=api, stageName='live')
        def call(token='t' * 20, **headers):
            request = urllib.request.Request(os.environ['ENDPOINT'] + '_aws/execute-api/' + api + '/live/', headers={**({'Authorization': token} if token else {}), **headers})
            try:
                with urllib.request.urlopen(request) as reply: return json.loads(reply.read())['requestContext'].get('authorizer', {}).get('asked', 'nobody')
            except urllib.error.HTTPError as refusal:
                return '%d %s %s' % (refusal.code, refusal.headers['x-amzn-ErrorType'], refusal.read().decode())
        deploy()

        """;

    private readonly AuthorizerFunctions _functions = new();
    private ApiGatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiGatewayHost.StartAsync(_functions);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Answer_IsRememberedUntilItIsFlushed()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            print(call(), call(), call('other'), call(None))
            print(gw.flush_stage_authorizers_cache(restApiId=api, stageName='live')['ResponseMetadata']['HTTPStatusCode'], call())
            print(error(gw.flush_stage_authorizers_cache, restApiId=api, stageName='nothing'), error(gw.flush_stage_authorizers_cache, restApiId='nothing', stageName='live')[2])
            """);

        Assert.Equal(
            """
            1 1 2 401 UnauthorizedException {"message":"Unauthorized"}
            202 3
            ('NotFoundException', 'Invalid stage identifier specified', 404) 404
            """,
            shown);
    }

    [Fact]
    public async Task Authorizer_IsServedAsItWasDeployed()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.update_authorizer(restApiId=api, authorizerId=auth, patchOperations=[{'op': 'replace', 'path': '/identityValidationExpression', 'value': 'good'}])
            print(call('bad'))
            deploy()
            print(call('bad'), call('good'))
            gw.update_method(**at, patchOperations=[{'op': 'replace', 'path': '/authorizationType', 'value': 'NONE'}])
            gw.delete_authorizer(restApiId=api, authorizerId=auth)
            print(call('bad'), call('good'))
            gw.update_stage(restApiId=api, stageName='live', patchOperations=[{'op': 'replace', 'path': '/variables/a', 'value': 'b'}])
            print(call('good'))
            deploy()
            print(call(None))
            """);

        Assert.Equal(
            """
            1
            401 UnauthorizedException {"message":"Unauthorized"} 2
            401 UnauthorizedException {"message":"Unauthorized"} 2
            2
            nobody
            """,
            shown);
    }

    [Fact]
    public async Task KeySource_ActsFromTheNextDeploymentOn()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.update_method(**at, patchOperations=[{'op': 'replace', 'path': '/apiKeyRequired', 'value': 'true'}])
            deploy()
            key = 'k' * 20
            plan = gw.create_usage_plan(name='p', apiStages=[{'apiId': api, 'stage': 'live'}])['id']
            gw.create_usage_plan_key(usagePlanId=plan, keyId=gw.create_api_key(enabled=True, value=key)['id'], keyType='API_KEY')
            print(call(key), call(**{'x-api-key': key}))
            print(gw.update_rest_api(restApiId=api, patchOperations=[{'op': 'replace', 'path': '/apiKeySource', 'value': 'AUTHORIZER'}])['apiKeySource'])
            print(call(key))
            deploy()
            print(call(key), call(**{'x-api-key': key}))
            print(error(gw.update_rest_api, restApiId=api, patchOperations=[{'op': 'replace', 'path': '/apiKeySource', 'value': 'COOKIE'}])[:2])
            """);

        Assert.Equal(
            """
            403 ForbiddenException {"message":"Forbidden"} 2
            AUTHORIZER
            403 ForbiddenException {"message":"Forbidden"}
            1 403 ForbiddenException {"message":"Forbidden"}
            ('BadRequestException', 'Invalid API key source specified. Valid options are HEADER,AUTHORIZER')
            """,
            shown);
    }

    [Fact]
    public async Task Authorizer_IsTestedAsItIsDefinedNow()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            def test(**more):
                answer = gw.test_invoke_authorizer(restApiId=api, authorizerId=auth, **more)
                assert answer.pop('ResponseMetadata')['HTTPStatusCode'] == 200
                return answer
            answer = test(headers={'Authorization': 'secret-token'}, body='ignored', pathWithQueryString='/x?y=1')
            print(sorted(answer), answer['clientStatus'], answer['principalId'], answer['policy'].replace(api, 'API'))
            log = re.sub(r'[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}', 'RID', answer['log'].replace(api, 'API').replace(auth, 'AUTH'))
            lines = [line.split(' : ', 1)[-1] for line in log.splitlines()]
            print(*[line for line in lines if not line.startswith('Endpoint request headers')], sep='\n')
            refused = test()
            print(sorted(refused), refused['clientStatus'], refused['log'].splitlines()[-1].split(' : ')[1][:22])
            print(error(gw.test_invoke_authorizer, restApiId=api, authorizerId='nothing')[1], '/', error(gw.test_invoke_authorizer, restApiId=api, authorizerId=auth, additionalContext={'a': 'b'})[1])
            """);

        Assert.Equal(
            """
            ['clientStatus', 'latency', 'log', 'policy', 'principalId'] 0 secret-token {"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"arn:aws:execute-api:us-east-1:000000000000:API/ESTestInvoke-stage/GET/x"}]}
            Execution log for request RID
            Starting authorizer: AUTH for request: RID
            Incoming identity: secret-token
            Endpoint request URI: https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:auth/invocations
            Endpoint request body after transformations: {"type":"TOKEN","authorizationToken":"secret-token","methodArn":"arn:aws:execute-api:us-east-1:000000000000:API/ESTestInvoke-stage/GET/x"}
            Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:auth/invocations
            Authorizer result body before parsing: {"principalId":"secret-token","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"arn:aws:execute-api:us-east-1:000000000000:API/ESTestInvoke-stage/GET/x"}]},"context":{"asked":1},"usageIdentifierKey":"secret-token"}
            Using valid authorizer policy for principal: ******-token
            Successfully completed authorizer execution
            ['clientStatus', 'latency', 'log'] 401 Unauthorized request: 
            Invalid Authorizer identifier specified / Gatehouse does not implement additionalContext.
            """,
            shown);
    }
}
