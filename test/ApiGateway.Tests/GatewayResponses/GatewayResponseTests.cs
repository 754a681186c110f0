using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.GatewayResponses;

public sealed class GatewayResponseTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Responses_AreDefaultsUntilCustomised()
    {
        var shown = await _host.PythonAsync(
            """
            api = gw.create_rest_api(name='answers')['id']
            def get(type):
                answer = gw.get_gateway_response(restApiId=api, responseType=type); answer.pop('ResponseMetadata'); return answer
            print(get('INVALID_API_KEY'))
            print(len(gw.get_gateway_responses(restApiId=api, limit=500)['items']), 'statusCode' in get('DEFAULT_4XX'))
            put = gw.put_gateway_response(restApiId=api, responseType='DEFAULT_4XX', responseParameters={'gatewayresponse.header.X': "'1'"})
            print(put['ResponseMetadata']['HTTPStatusCode'], put['defaultResponse'], get('THROTTLED')['responseParameters'], get('THROTTLED')['defaultResponse'], get('THROTTLED')['statusCode'])
            changed = gw.update_gateway_response(restApiId=api, responseType='THROTTLED', patchOperations=[{'op': 'replace', 'path': '/statusCode', 'value': '430'},
                {'op': 'add', 'path': '/responseTemplates/text~1plain', 'value': 'slow down'}])
            print(changed['statusCode'], changed['defaultResponse'], sorted(changed['responseTemplates']))
            print(gw.delete_gateway_response(restApiId=api, responseType='THROTTLED')['ResponseMetadata']['HTTPStatusCode'], error(gw.delete_gateway_response, restApiId=api, responseType='THROTTLED'))
            print(error(gw.put_gateway_response, restApiId=api, responseType='THROTTLED', responseTemplates={'application/json': ''})[1])
            print(error(gw.update_gateway_response, restApiId=api, responseType='THROTTLED', patchOperations=[{'op': 'remove', 'path': '/responseParameters/none'}]))
            print(error(gw.get_gateway_response, restApiId=api, responseType='NONSENSE')[0])
            """);

        Assert.Equal(
            """
            {'responseType': 'INVALID_API_KEY', 'statusCode': '403', 'responseParameters': {}, 'responseTemplates': {'application/json': '{"message":$context.error.messageString}'}, 'defaultResponse': True}
            21 False
            201 False {'gatewayresponse.header.X': "'1'"} True 429
            430 False ['application/json', 'text/plain']
            202 ('NotFoundException', 'Gateway response type not defined on api', 404)
            Invalid null or empty value in responseTemplates
            ('NotFoundException', 'Invalid parameter name specified', 404)
            ValidationException
            """,
            shown);
    }

    [Fact]
    public async Task EveryType_IsListedWithItsDefault()
    {
        var shown = await _host.PythonAsync(
            """
            api = gw.create_rest_api(name='types')['id']
            for item in gw.get_gateway_responses(restApiId=api, limit=500)['items']:
                print(item['responseType'], item.get('statusCode'), item['defaultResponse'], item['responseParameters'], item['responseTemplates'])
            """);

        const string rest = """True {} {'application/json': '{"message":$context.error.messageString}'}""";
        string[] types =
        [
            "ACCESS_DENIED 403", "API_CONFIGURATION_ERROR 500", "AUTHORIZER_CONFIGURATION_ERROR 500", "AUTHORIZER_FAILURE 500", "BAD_REQUEST_BODY 400",
            "BAD_REQUEST_PARAMETERS 400", "DEFAULT_4XX None", "DEFAULT_5XX None", "EXPIRED_TOKEN 403", "INTEGRATION_FAILURE 504", "INTEGRATION_TIMEOUT 504",
            "INVALID_API_KEY 403", "INVALID_SIGNATURE 403", "MISSING_AUTHENTICATION_TOKEN 403", "QUOTA_EXCEEDED 429", "REQUEST_TOO_LARGE 413",
            "RESOURCE_NOT_FOUND 404", "THROTTLED 429", "UNAUTHORIZED 401", "UNSUPPORTED_MEDIA_TYPE 415", "WAF_FILTERED 403",
        ];
        Assert.Equal(string.Join('\n', types.Select(type => $"{type} {rest}")), shown.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task WhatIsNoResponse_IsRefusedAndChangesNothing()
    {
        var shown = await _host.PythonAsync(
            """
            api = gw.create_rest_api(name='wrong')['id']
            def put(**members):
                print(*error(gw.put_gateway_response, restApiId=api, responseType='THROTTLED', **members))
            def patch(op, path, value):
                print(*error(gw.update_gateway_response, restApiId=api, responseType='THROTTLED', patchOperations=[{'op': op, 'path': path, 'value': value}]))
            put(statusCode='600')
            put(responseParameters={'method.response.header.X': "'1'"})
            put(responseParameters={'gatewayresponse.path.x': "'1'"})
            put(responseParameters={'gatewayresponse.header.X Y': "'1'"})
            put(responseParameters={'gatewayresponse.header.X': '*'})
            put(responseParameters={'gatewayresponse.header.X': 'method.request.body'})
            put(responseParameters={'gatewayresponse.header.X': ''})
            put(responseTemplates={'123': 'x'})
            patch('replace', '/statusCode', 'abc')
            patch('add', '/responseParameters/gatewayresponse.header.X', 'test-value')
            patch('replace', '/responseParameters/gatewayresponse.header.X', "'1'")
            patch('replace', '/responseType', 'WAF_FILTERED')
            print(gw.get_gateway_response(restApiId=api, responseType='THROTTLED')['defaultResponse'])
            """);

        const string mapping = "BadRequestException Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ";
        Assert.Equal(
            $"""
            ValidationException 1 validation error detected: Value '600' at 'putGatewayResponseInput.statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\d\d 400
            {mapping}method.response.header.X] 400
            {mapping}gatewayresponse.path.x] 400
            {mapping}gatewayresponse.header.X Y] 400
            {mapping}*] 400
            {mapping}method.request.body] 400
            BadRequestException Invalid null or empty value in responseParameters 400
            BadRequestException Validation Result: warnings : [], errors : [Invalid content type specified: 123] 400
            BadRequestException Invalid status code specified: abc 400
            {mapping}test-value] 400
            NotFoundException Invalid parameter name specified 404
            BadRequestException Invalid patch path /responseType 400
            True
            """,
            shown);
    }

    [Fact]
    public async Task Response_ActsFromTheNextDeploymentOn()
    {
        var shown = await _host.PythonAsync(
            """
            import urllib.request, urllib.error
            api = gw.create_rest_api(name='refusing')
            api, root = api['id'], api['rootResourceId']
            gw.put_method(restApiId=api, resourceId=root, httpMethod='GET', authorizationType='NONE', apiKeyRequired=True)
            gw.put_integration(restApiId=api, resourceId=root, httpMethod='GET', type='MOCK', requestTemplates={'application/json': '{"statusCode": 200}'})
            def call():
                try:
                    urllib.request.urlopen(os.environ['ENDPOINT'] + '_aws/execute-api/' + api + '/live/')
                except urllib.error.HTTPError as refusal:
                    print(refusal.code, refusal.headers.get('X-Why'), refusal.read().decode())
            gw.create_deployment(restApiId=api, stageName='live')
            gw.put_gateway_response(restApiId=api, responseType='INVALID_API_KEY', statusCode='401', responseParameters={'gatewayresponse.header.X-Why': 'context.error.responseType'},
                responseTemplates={'application/json': '{"why":$context.error.messageString}'})
            call()
            gw.create_deployment(restApiId=api, stageName='live')
            call()
            gw.delete_gateway_response(restApiId=api, responseType='INVALID_API_KEY')
            call()
            gw.create_deployment(restApiId=api, stageName='live')
            call()
            """);

        Assert.Equal(
            """
            403 None {"message":"Forbidden"}
            401 INVALID_API_KEY {"why":"Forbidden"}
            401 INVALID_API_KEY {"why":"Forbidden"}
            403 None {"message":"Forbidden"}
            """,
            shown);
    }
}
