using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Deployments;

public sealed class DeploymentTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Prelude =
        """
        api = gw.create_rest_api(name='deployed')
        api, root = api['id'], api['rootResourceId']
        at = dict(restApiId=api, resourceId=root, httpMethod='GET')
        def mock():
            gw.put_method(**at, authorizationType='NONE')
            gw.put_integration(**at, type='MOCK')

        """;

    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Deployment_NeedsMethodsAndTheirIntegrations()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            print(error(gw.create_deployment, restApiId=api))
            gw.put_method(**at, authorizationType='NONE')
            print(error(gw.create_deployment, restApiId=api))
            for name in ({}, {'stageName': ''}):
                print(error(gw.create_deployment, restApiId=api, canarySettings={}, **name)[1])
            gw.put_integration(**at, type='MOCK')
            print(error(gw.create_deployment, restApiId=api, stageName='none', canarySettings={})[1])
            """);

        Assert.Equal(
            """
            ('BadRequestException', "The REST API doesn't contain any methods", 400)
            ('BadRequestException', 'No integration defined for method', 400)
            Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is null
            Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is empty
            Invalid deployment content specified.Stage none must already be created before making a canary release deployment
            """,
            shown);
    }

    [Fact]
    public async Task Deployment_IsReadPatchedAndDeletedOnceUnused()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            mock()
            one = gw.create_deployment(restApiId=api, stageName='live', stageDescription='s', description='d', variables={'v': '1'})['id']
            stage = gw.get_stage(restApiId=api, stageName='live')
            print(stage['deploymentId'] == one, stage['description'], stage['variables'])
            print(gw.get_deployment(restApiId=api, deploymentId=one, embed=['apisummary'])['apiSummary'], 'apiSummary' in gw.get_deployment(restApiId=api, deploymentId=one))
            print(gw.update_deployment(restApiId=api, deploymentId=one, patchOperations=[{'op': 'replace', 'path': '/description', 'value': 'e'}])['description'])
            print(error(gw.delete_deployment, restApiId=api, deploymentId=one))
            two = gw.create_deployment(restApiId=api, stageName='live')['id']
            print(gw.get_stage(restApiId=api, stageName='live')['deploymentId'] == two, len(gw.get_deployments(restApiId=api)['items']))
            print(gw.delete_deployment(restApiId=api, deploymentId=one)['ResponseMetadata']['HTTPStatusCode'], error(gw.get_deployment, restApiId=api, deploymentId=one))
            """);

        Assert.Equal(
            """
            True s {'v': '1'}
            {'/': {'GET': {'authorizationType': 'NONE', 'apiKeyRequired': False}}} False
            e
            ('BadRequestException', 'Active stages pointing to this deployment must be moved or deleted', 400)
            True 2
            202 ('NotFoundException', 'Invalid Deployment identifier specified', 404)
            """,
            shown);
    }
}
