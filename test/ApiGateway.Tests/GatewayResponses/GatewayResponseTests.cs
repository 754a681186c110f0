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
}
