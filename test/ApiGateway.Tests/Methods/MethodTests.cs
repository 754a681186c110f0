using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Methods;

public sealed class MethodTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Prelude =
        """
        api = gw.create_rest_api(name='methods')
        api, root = api['id'], api['rootResourceId']
        def at(verb='GET', **more):
            return dict(restApiId=api, resourceId=root, httpMethod=verb, **more)
        def plain(answer):
            answer.pop('ResponseMetadata'); return answer
        def message(call, **arguments):
            code, text, status = error(call, **arguments)
            return '%d %s' % (status, text)

        """;

    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Method_IsPutReadPatchedAndDeleted()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            print(plain(gw.put_method(**at(authorizationType='NONE'))))
            validator = gw.create_request_validator(restApiId=api, name='v')['id']
            patched = gw.update_method(**at(patchOperations=[
                {'op': 'replace', 'path': '/apiKeyRequired', 'value': 'true'}, {'op': 'add', 'path': '/requestParameters/method.request.header.H', 'value': 'true'},
                {'op': 'replace', 'path': '/requestModels/application~1json', 'value': 'Error'}, {'op': 'replace', 'path': '/requestValidatorId', 'value': validator},
                {'op': 'replace', 'path': '/operationName', 'value': 'op'}]))
            print(patched['apiKeyRequired'], patched['requestParameters'], patched['requestModels'], patched['requestValidatorId'] == validator, patched['operationName'])
            print(message(gw.update_method, **at(patchOperations=[{'op': 'replace', 'path': '/httpMethod', 'value': 'PUT'}])))
            print(message(gw.delete_model, restApiId=api, modelName='Error'))
            print(gw.delete_method(**at())['ResponseMetadata']['HTTPStatusCode'], message(gw.get_method, **at()))
            """);

        Assert.Equal(
            """
            {'httpMethod': 'GET', 'authorizationType': 'NONE', 'apiKeyRequired': False}
            True {'method.request.header.H': True} {'application/json': 'Error'} True op
            400 Invalid patch path /httpMethod
            409 Cannot delete model 'Error', is referenced in method request: //GET
            204 404 Invalid Method identifier specified
            """,
            shown);
    }

    [Fact]
    public async Task BadMethods_AreRefusedInAwssWords()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.put_method(**at('PUT', authorizationType='NONE'))
            for verb, more in [('PUT', {}), ('LOOK', {}), ('GET', dict(authorizationType='CUSTOM', authorizerId='none')), ('GET', dict(requestValidatorId='none')),
                    ('GET', dict(requestModels={'application/json': 'None'})), ('GET', dict(requestParameters={'true': True})),
                    ('GET', dict(requestParameters={'method.request.header.x': True, 'method.request.querystring.x': True}))]:
                print(message(gw.put_method, **{**at(verb, authorizationType='NONE'), **more}))
            print(message(gw.put_method, restApiId='none', resourceId=root, httpMethod='GET', authorizationType='NONE'))
            """);

        Assert.Equal(
            """
            409 Method already exists for this resource
            400 Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY
            400 Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.
            400 Invalid Request Validator identifier specified
            400 Invalid model identifier specified: None
            400 Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: true]
            400 Parameter names must be unique across querystring, header and path
            404 Invalid Resource identifier specified
            """,
            shown);
    }

    [Fact]
    public async Task MethodResponse_IsPutReadPatchedAndDeleted()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.put_method(**at(authorizationType='NONE'))
            print(plain(gw.put_method_response(**at(statusCode='200', responseModels={'application/json': 'Empty'}))))
            changed = gw.update_method_response(**at(statusCode='200', patchOperations=[{'op': 'add', 'path': '/responseParameters/method.response.header.X', 'value': 'true'}]))
            print(changed['ResponseMetadata']['HTTPStatusCode'], plain(changed))
            print(message(gw.update_method_response, **at(statusCode='200', patchOperations=[{'op': 'replace', 'path': '/statusCode', 'value': '201'}])))
            print(message(gw.get_method_response, **at(statusCode='404')), '/', message(gw.put_method_response, **at(statusCode='999')))
            print(gw.delete_method_response(**at(statusCode='200'))['ResponseMetadata']['HTTPStatusCode'], 'methodResponses' in gw.get_method(**at()))
            """);

        Assert.Equal(
            """
            {'statusCode': '200', 'responseModels': {'application/json': 'Empty'}}
            201 {'statusCode': '200', 'responseParameters': {'method.response.header.X': True}, 'responseModels': {'application/json': 'Empty'}}
            400 Invalid patch path /statusCode
            404 Invalid Response status code specified / 400 1 validation error detected: Value '999' at 'putMethodResponseInput.statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\d\d
            204 False
            """,
            shown);
    }

    [Fact]
    public async Task Integration_IsPutReadPatchedAndDeleted()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.put_method(**at(authorizationType='NONE', requestParameters={'method.request.querystring.q': False}))
            put = plain(gw.put_integration(**at(type='HTTP', integrationHttpMethod='POST', uri='http://localhost/x', requestParameters={'integration.request.header.A': 'method.request.querystring.q'})))
            print(put.pop('cacheNamespace') == root, put)
            patched = plain(gw.update_integration(**at(patchOperations=[
                {'op': 'replace', 'path': '/timeoutInMillis', 'value': '2000'}, {'op': 'add', 'path': '/requestTemplates/application~1json', 'value': '{}'},
                {'op': 'add', 'path': '/cacheKeyParameters/method.request.querystring.q'}, {'op': 'replace', 'path': '/tlsConfig/insecureSkipVerification', 'value': 'true'}])))
            print(patched['timeoutInMillis'], patched['requestTemplates'], patched['cacheKeyParameters'], patched['tlsConfig'])
            print(message(gw.update_integration, **at(patchOperations=[{'op': 'replace', 'path': '/nothing', 'value': 'x'}])))
            print(gw.delete_integration(**at())['ResponseMetadata']['HTTPStatusCode'], message(gw.get_integration, **at()), 'methodIntegration' in gw.get_method(**at()))
            """);

        Assert.Equal(
            """
            True {'type': 'HTTP', 'httpMethod': 'POST', 'uri': 'http://localhost/x', 'connectionType': 'INTERNET', 'requestParameters': {'integration.request.header.A': 'method.request.querystring.q'}, 'passthroughBehavior': 'WHEN_NO_MATCH', 'timeoutInMillis': 29000, 'cacheKeyParameters': [], 'responseTransferMode': 'BUFFERED'}
            2000 {'application/json': '{}'} ['method.request.querystring.q'] {'insecureSkipVerification': True}
            400 Invalid patch path /nothing
            204 404 Invalid Integration identifier specified False
            """,
            shown);
    }

    [Fact]
    public async Task BadIntegrations_AreRefusedInAwssWords()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.put_method(**at(authorizationType='NONE'))
            lam = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations'
            for more in [dict(type='AWS_PROXY', uri=lam), dict(type='HTTP', integrationHttpMethod='GET', uri='nowhere'), dict(type='AWS', integrationHttpMethod='POST', uri='x'),
                    dict(type='AWS', integrationHttpMethod='POST', uri='arn:aws:apigateway:us-east-1:sqs:x'),
                    dict(type='AWS_PROXY', integrationHttpMethod='POST', uri='arn:aws:apigateway:us-east-1:sqs:path/q'), dict(type='MOCK', timeoutInMillis=10),
                    dict(type='SMOKE'), dict(type='MOCK', requestParameters={'integration.request.header.A': 'method.request.header.B'}), dict(type='MOCK', responseTransferMode='STREAM')]:
                print(message(gw.put_integration, **at(**more)))
            """);

        Assert.Equal(
            """
            400 Enumeration value for HttpMethod must be non-empty
            400 Invalid HTTP endpoint specified for URI
            400 Invalid ARN specified in the request
            400 AWS ARN for integration must contain path or action
            400 Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.
            400 Timeout should be between 50 ms and 29000 ms
            400 1 validation error detected: Value 'SMOKE' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]
            400 Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.request.header.B]
            501 Gatehouse does not implement responseTransferMode STREAM.
            """,
            shown);
    }

    [Fact]
    public async Task IntegrationResponse_IsPutReadPatchedAndDeleted()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.put_method(**at(authorizationType='NONE'))
            print(message(gw.put_integration_response, **at(statusCode='200')))
            gw.put_integration(**at(type='MOCK'))
            gw.put_method_response(**at(statusCode='200', responseParameters={'method.response.header.X': False}))
            print(plain(gw.put_integration_response(**at(statusCode='200', selectionPattern='', responseParameters={'method.response.header.X': "'1'"}))))
            print(message(gw.put_integration_response, **at(statusCode='200', responseParameters={'method.response.header.Y': "'1'"})))
            print(plain(gw.update_integration_response(**at(statusCode='200', patchOperations=[{'op': 'add', 'path': '/responseTemplates/application~1json', 'value': '{}'}])))['responseTemplates'])
            print(message(gw.put_integration_response, **at(statusCode='200', responseTemplates={'123': ''})))
            print(message(gw.update_integration_response, **at(statusCode='200', patchOperations=[{'op': 'add', 'path': '/responseTemplates/123', 'value': ''}])))
            print(list(gw.get_method(**at())['methodIntegration']['integrationResponses']), gw.delete_integration_response(**at(statusCode='200'))['ResponseMetadata']['HTTPStatusCode'])
            print(message(gw.get_integration_response, **at(statusCode='200')))
            """);

        Assert.Equal(
            """
            404 Invalid Integration identifier specified
            {'statusCode': '200', 'selectionPattern': '', 'responseParameters': {'method.response.header.X': "'1'"}}
            400 Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.response.header.Y]
            {'application/json': '{}'}
            400 Validation Result: warnings : [], errors : [Invalid content type specified: 123]
            400 Validation Result: warnings : [], errors : [Invalid content type specified: 123]
            ['200'] 204
            404 Invalid Response status code specified
            """,
            shown);
    }
}
