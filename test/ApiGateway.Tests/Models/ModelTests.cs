using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Models;

public sealed class ModelTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Model_IsMadePatchedAndDeletedOnceUnused()
    {
        var shown = await _host.PythonAsync(
            """
            api = gw.create_rest_api(name='modelled')
            api, root = api['id'], api['rootResourceId']
            at = dict(restApiId=api, resourceId=root, httpMethod='ANY')
            model = gw.create_model(restApiId=api, name='Job', contentType='application/json', schema='{"type":"object"}')
            print(len(model['id']), model['name'], model['schema'], [m['name'] for m in gw.get_models(restApiId=api)['items']])
            print(gw.update_model(restApiId=api, modelName='Job', patchOperations=[{'op': 'replace', 'path': '/description', 'value': 'd'}])['description'])
            gw.put_method(**at, authorizationType='NONE', requestModels={'application/json': 'Job'})
            print(error(gw.delete_model, restApiId=api, modelName='Job'))
            gw.delete_method(**at)
            print(gw.delete_model(restApiId=api, modelName='Job')['ResponseMetadata']['HTTPStatusCode'], error(gw.get_model, restApiId=api, modelName='Job'))
            for more in [dict(name=''), dict(name='a b'), dict(schema=''), dict(schema='no'), dict(name='Empty')]:
                print(error(gw.create_model, **{**dict(restApiId=api, name='X', contentType='application/json', schema='{}'), **more})[1])
            print(error(gw.update_model, restApiId=api, modelName='Empty', patchOperations=[{'op': 'replace', 'path': '/name', 'value': 'd'}])[1])
            """);

        Assert.Equal(
            """
            6 Job {"type":"object"} ['Empty', 'Error', 'Job']
            d
            ('ConflictException', "Cannot delete model 'Job', is referenced in method request: //ANY", 409)
            202 ('NotFoundException', 'Invalid model name specified: Job', 404)
            Model name must be non-empty
            Model name must be alphanumeric
            Model schema must have at least 1 property or array items defined
            Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]
            Model name already exists for this REST API
            Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]
            """,
            shown);
    }

    [Fact]
    public async Task Validator_IsMadePatchedAndDeleted()
    {
        var shown = await _host.PythonAsync(
            """
            api = gw.create_rest_api(name='validated')['id']
            made = gw.create_request_validator(restApiId=api, name='v')
            print(made['name'], made['validateRequestBody'], made['validateRequestParameters'], len(gw.get_request_validators(restApiId=api)['items']))
            at = dict(restApiId=api, requestValidatorId=made['id'])
            print(gw.update_request_validator(**at, patchOperations=[{'op': 'replace', 'path': '/validateRequestBody', 'value': 'true'}])['validateRequestBody'])
            print(error(gw.update_request_validator, **at, patchOperations=[{'op': 'add', 'path': '/name', 'value': 'x'}])[1])
            print(gw.delete_request_validator(**at)['ResponseMetadata']['HTTPStatusCode'], error(gw.get_request_validator, **at))
            print(error(gw.create_request_validator, restApiId=api, name='')[1], '/', error(gw.create_request_validator, restApiId='none', name='v'))
            """);

        Assert.Equal(
            """
            v False False 1
            True
            Invalid patch path  '/name' specified for op 'add'. Please choose supported operations
            202 ('NotFoundException', 'Invalid Request Validator identifier specified', 404)
            Request Validator name cannot be blank / ('BadRequestException', 'Invalid REST API identifier specified', 400)
            """,
            shown);
    }
}
