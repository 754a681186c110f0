using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Publishing;

/// <summary>Models and validators, made by AWS's client, act on what is deployed with them.</summary>
public sealed class BodyValidationTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task ValidatorOfBodies_ActsAsItWasDeployed()
    {
        var shown = await shared.Host.PythonAsync("""
            import urllib.request, urllib.error
            api = gw.create_rest_api(name='validated')
            api, root = api['id'], api['rootResourceId']
            gw.create_model(restApiId=api, name='Name', contentType='application/json', schema='{"type":"string","minLength":2}')
            reference = 'https://apigateway.amazonaws.com/restapis/' + api + '/models/Name'
            gw.create_model(restApiId=api, name='Job', contentType='application/json',
                schema=json.dumps({'type': 'object', 'required': ['name'], 'properties': {'name': {'$ref': reference}}}))
            validator = gw.create_request_validator(restApiId=api, name='body', validateRequestBody=True)['id']
            at = dict(restApiId=api, resourceId=root, httpMethod='POST')
            gw.put_method(**at, authorizationType='NONE', requestValidatorId=validator, requestModels={'application/json': 'Job'})
            gw.put_integration(**at, type='MOCK', requestTemplates={'application/json': '{"statusCode": 200}'})
            gw.put_method_response(**at, statusCode='200')
            gw.put_integration_response(**at, statusCode='200', responseTemplates={'application/json': 'fine'})
            gw.put_gateway_response(restApiId=api, responseType='BAD_REQUEST_BODY', responseTemplates={'application/json': '$context.error.validationErrorString'})
            gw.create_deployment(restApiId=api, stageName='live')
            def call(body):
                request = urllib.request.Request(os.environ['ENDPOINT'] + '_aws/execute-api/' + api + '/live/', data=body.encode(), headers={'Content-Type': 'application/json'})
                try:
                    with urllib.request.urlopen(request) as reply: print(reply.status, reply.read().decode())
                except urllib.error.HTTPError as refusal:
                    print(refusal.code, refusal.read().decode())
            call('{"name":"ab"}')
            call('{"name":"a"}')
            gw.update_request_validator(restApiId=api, requestValidatorId=validator, patchOperations=[{'op': 'replace', 'path': '/validateRequestBody', 'value': 'false'}])
            call('{}')
            gw.create_deployment(restApiId=api, stageName='live')
            call('{}')
            """);

        Assert.Equal(
            """
            200 fine
            400 [string "a" is too short (length: 1, required minimum: 2)]
            400 [object has missing required properties (["name"])]
            200 fine
            """,
            shown);
    }
}
