using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Methods;

/// <summary>TestInvokeMethod as boto3 sees it; what the gateway does with a test is tested beside the gateway.</summary>
public sealed class TestInvokeMethodTests : IAsyncLifetime
{
    private const string Prelude =
        """
        import re
        api = gw.create_rest_api(name='tested')
        api, root = api['id'], api['rootResourceId']
        def resource(part, parent=root):
            return gw.create_resource(restApiId=api, parentId=parent, pathPart=part)['id']
        def method(resource, verb, **integration):
            gw.put_method(restApiId=api, resourceId=resource, httpMethod=verb, authorizationType='NONE', apiKeyRequired=True)
            gw.put_integration(restApiId=api, resourceId=resource, httpMethod=verb, **integration)
        def function(name):
            return dict(type='AWS_PROXY', integrationHttpMethod='POST',
                uri='arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:' + name + '/invocations')
        def test(resource, verb, **more):
            answer = gw.test_invoke_method(restApiId=api, resourceId=resource, httpMethod=verb, **more)
            assert answer.pop('ResponseMetadata')['HTTPStatusCode'] == 200
            return answer
        def normal(log):
            log = re.sub(r'[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}', 'RID', log.replace(api, 'API'))
            return re.sub(r'(?m)^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} : ', 'TIME : ', log)
        def refusal(**more):
            code, text, status = error(gw.test_invoke_method, **more)
            return '%d %s %s' % (status, code, text)

        """;

    private ApiGatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiGatewayHost.StartAsync(new EchoFunction());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Mock_AnswersAsItIsDefinedNow()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            method(root, 'GET', type='MOCK', requestTemplates={'application/json': '{"statusCode": 200}'})
            at = dict(restApiId=api, resourceId=root, httpMethod='GET', statusCode='200')
            gw.put_method_response(**at)
            gw.put_integration_response(**at, responseTemplates={'application/json': 'one'})
            gw.create_deployment(restApiId=api, stageName='live')
            gw.put_integration_response(**at, responseTemplates={'application/json': 'two'})
            answer = test(root, 'GET', pathWithQueryString='/?q=1', headers={'A': 'b'}, body='text')
            latency = answer.pop('latency')
            print(isinstance(latency, int) and 0 <= latency < 10000, sorted(answer), answer['status'], answer['body'], answer['headers'], answer['multiValueHeaders'])
            print(normal(answer['log']), end='')
            """);

        Assert.Equal(
            """
            True ['body', 'headers', 'log', 'multiValueHeaders', 'status'] 200 two {'Content-Type': 'application/json'} {'Content-Type': ['application/json']}
            Execution log for request RID
            TIME : Starting execution for request: RID
            TIME : HTTP Method: GET, Resource Path: /
            TIME : Method request path: {}
            TIME : Method request query string: {q=1}
            TIME : Method request headers: {A=b}
            TIME : Method request body before transformations: text
            TIME : Method response body after transformations: two
            TIME : Method response headers: {Content-Type=application/json}
            TIME : Successfully completed execution
            TIME : Method completed with status: 200
            """,
            shown);
    }

    [Fact]
    public async Task Function_GetsTheTestAsItsEvent()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            jobs = resource('{jobId}', resource('jobs'))
            method(jobs, 'ANY', **function('echo'))
            answer = test(jobs, 'PUT', pathWithQueryString='/jobs/7?a=1&a=2', headers={'One': '1', 'Both': 'x'},
                multiValueHeaders={'Both': ['y', 'z']}, body='{}', stageVariables={'color': 'red'})
            event = json.loads(answer['body'])
            print(answer['status'], answer['headers']['Set-Cookie'], answer['multiValueHeaders']['Set-Cookie'], sorted(answer['headers']))
            print(event['resource'], event['path'], event['httpMethod'], event['headers'], event['multiValueHeaders'], event['body'])
            print(event['pathParameters'], event['multiValueQueryStringParameters'], event['stageVariables'])
            identity = event['requestContext']['identity']
            print(event['requestContext']['stage'], identity['apiKey'], identity['apiKeyId'], identity['sourceIp'], identity['userArn'], identity['accessKey'])
            print('X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:000000000000:' + api + '/test-invoke-stage/PUT/jobs/{jobId}}' in answer['log'])
            bare = json.loads(test(jobs, 'GET')['body'])
            print(bare['headers'], bare['multiValueHeaders'], bare['body'], bare['path'], bare['stageVariables'])
            """);

        Assert.Equal(
            """
            200 b=2 ['a=1', 'b=2'] ['Set-Cookie', 'X-Amzn-Trace-Id']
            /jobs/{jobId} /jobs/7 PUT {'One': '1', 'Both': 'z'} {'One': ['1'], 'Both': ['y', 'z']} {}
            {'jobId': '7'} {'a': ['1', '2']} {'color': 'red'}
            test-invoke-stage test-invoke-api-key test-invoke-api-key-id test-invoke-source-ip arn:aws:iam::000000000000:root 000000000000
            True
            None None None /jobs/{jobId} None
            """,
            shown);
    }

    [Fact]
    public async Task FunctionWithoutPermission_IsAConfigurationError()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            method(root, 'GET', **function('forbidden'))
            answer = test(root, 'GET')
            print(answer['status'], answer['body'], answer['headers'])
            print(*normal(answer['log']).splitlines()[-3:], sep='\n')
            """);

        Assert.Equal(
            """
            500 {"message": "Internal server error"} {'x-amzn-ErrorType': 'InternalServerErrorException'}
            TIME : Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:forbidden/invocations
            TIME : Execution failed due to configuration error: Invalid permissions on Lambda function
            TIME : Method completed with status: 500
            """,
            shown);
    }

    [Fact]
    public async Task BadTests_AreRefused()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            jobs = resource('jobs')
            method(jobs, 'ANY', **function('echo'))
            method(root, 'GET', **function('echo'))
            at = dict(restApiId=api, resourceId=root, httpMethod='GET')
            for more in [dict(httpMethod='PUT'), dict(httpMethod='LOOK'), dict(resourceId=jobs, httpMethod='LOOK'), dict(resourceId=jobs, httpMethod='ANY'),
                    dict(resourceId='none'), dict(restApiId='none'), dict(pathWithQueryString='/jobs'), dict(clientCertificateId='none')]:
                print(refusal(**{**at, **more}))
            """);

        Assert.Equal(
            """
            404 NotFoundException Invalid Method identifier specified
            404 NotFoundException Invalid Method identifier specified
            404 NotFoundException Invalid Method identifier specified
            400 BadRequestException Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD
            404 NotFoundException Invalid Resource identifier specified
            404 NotFoundException Invalid Resource identifier specified
            400 BadRequestException Invalid path specified: /jobs does not match the resource path /
            404 NotFoundException Invalid Client Certificate identifier specified
            """,
            shown);
    }
}
