using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Stages;

public sealed class StageTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Prelude =
        """
        gw.update_account(patchOperations=[{'op': 'replace', 'path': '/cloudwatchRoleArn', 'value': 'arn:aws:iam::000000000000:role/logs'}])
        api = gw.create_rest_api(name='staged')
        api, root = api['id'], api['rootResourceId']
        gw.put_method(restApiId=api, resourceId=root, httpMethod='GET', authorizationType='NONE')
        gw.put_integration(restApiId=api, resourceId=root, httpMethod='GET', type='MOCK')
        first = gw.create_deployment(restApiId=api, description='one')['id']
        def patch(*operations):
            return gw.update_stage(restApiId=api, stageName='live', patchOperations=[dict(zip(('op', 'path', 'value', 'from'), operation)) for operation in operations])
        def refused(*operations):
            try:
                patch(*operations)
            except gw.exceptions.ClientError as failure:
                return failure.response['Error']['Message']

        """;

    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task NewStage_HasAwssDefaults()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            stage = gw.create_stage(restApiId=api, stageName='live', deploymentId=first, variables={'a': '1'}, tags={'t': 'u'})
            for name in ('ResponseMetadata', 'createdDate', 'lastUpdatedDate'): stage.pop(name)
            print(stage.pop('deploymentId') == first, stage)
            print(error(gw.create_stage, restApiId=api, stageName='live', deploymentId=first))
            print(error(gw.create_stage, restApiId=api, stageName='other', deploymentId='none'))
            print([stage['stageName'] for stage in gw.get_stages(restApiId=api)['item']], gw.get_stages(restApiId=api, deploymentId='none')['item'])
            print(gw.delete_stage(restApiId=api, stageName='live')['ResponseMetadata']['HTTPStatusCode'], error(gw.get_stage, restApiId=api, stageName='live'))
            """);

        Assert.Equal(
            """
            True {'stageName': 'live', 'cacheClusterEnabled': False, 'cacheClusterStatus': 'NOT_AVAILABLE', 'methodSettings': {}, 'variables': {'a': '1'}, 'tracingEnabled': False, 'tags': {'t': 'u'}}
            ('ConflictException', 'Stage already exists', 409)
            ('BadRequestException', 'Deployment id does not exist', 400)
            ['live'] []
            202 ('NotFoundException', 'Invalid stage identifier specified', 404)
            """,
            shown);
    }

    [Fact]
    public async Task MethodSettings_KeepTheirKeyAsItWasSent()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.create_stage(restApiId=api, stageName='live', deploymentId=first)
            print(patch(('replace', '/*/*/throttling/rateLimit', '10.500000'))['methodSettings'])
            changed = patch(('replace', '/a/b/GET/logging/loglevel', 'INFO'), ('replace', '/~1a~1b/GET/throttling/burstLimit', '-1'), ('replace', '/~1/GET/caching/ttlInSeconds', '0'))
            print(sorted(changed['methodSettings']), changed['methodSettings']['~1a~1b/GET']['throttlingBurstLimit'])
            print(sorted(patch(('remove', '/a/b/GET'), ('remove', '/*/*'))['methodSettings']))
            print(repr(refused(('remove', '/*/*'))))
            print(refused(('replace', '/tags/tag1', 'x')))
            """);

        Assert.Equal(
            """
            {'*/*': {'metricsEnabled': False, 'dataTraceEnabled': False, 'throttlingBurstLimit': 5000, 'throttlingRateLimit': 10.5, 'cachingEnabled': True, 'cacheTtlInSeconds': 300, 'cacheDataEncrypted': False, 'requireAuthorizationForCacheControl': True, 'unauthorizedCacheControlHeaderStrategy': 'SUCCEED_WITH_RESPONSE_HEADER'}}
            ['*/*', 'a/b/GET', '~1/GET', '~1a~1b/GET'] -1
            ['~1/GET', '~1a~1b/GET']
            'Cannot remove method setting */* because there is no method setting for this method '
            Invalid method setting path: /tags/tag1. Must be one of: [/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]
            """,
            shown);
    }

    [Fact]
    public async Task Patches_ActInOrderAndRefuseAsOne()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.create_stage(restApiId=api, stageName='live', deploymentId=first)
            second = gw.create_deployment(restApiId=api)['id']
            changed = patch(('replace', '/deploymentId', second), ('replace', '/description', 'd'), ('replace', '/variables/v', 'x'), ('replace', '/cacheClusterEnabled', 'true'),
                ('replace', '/accessLogSettings/destinationArn', 'arn:aws:logs:us-east-1:000000000000:log-group:g:*'), ('replace', '/accessLogSettings/format', '$context.requestId'))
            print(changed['deploymentId'] == second, changed['description'], changed['variables'], changed['cacheClusterSize'], changed['cacheClusterStatus'], changed['accessLogSettings'])
            for operation in [('replace', '/deploymentId', 'none'), ('replace', '/accessLogSettings/x', 'y'), ('replace', '/accessLogSettings/format', ''),
                    ('replace', '/accessLogSettings/destinationArn', 'invalid-arn'), ('replace', '/variables/v', 'a;b'), ('add', '/canarySettings/deploymentId', first),
                    ('copy', '/deploymentId', '', '/canarySettings/deploymentId'), ('replace', '/documentation_version', '1')]:
                print(refused(('replace', '/description', 'lost'), operation)[:90])
            print(gw.get_stage(restApiId=api, stageName='live')['description'], 'variables' in patch(('remove', '/variables/v'), ('remove', '/accessLogSettings')))
            """);

        Assert.Equal(
            """
            True d {'v': 'x'} 0.5 AVAILABLE {'format': '$context.requestId', 'destinationArn': 'arn:aws:logs:us-east-1:000000000000:log-group:g'}
            Deployment id does not exist
            Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /acce
            Access Log value must not be empty
            Invalid ARN. ARN is not well formed invalid-arn
            Invalid stage variable value: a;b. Please use values with alphanumeric characters and the 
            Invalid add operation with path: /canarySettings/deploymentId
            Promotion not available. Canary does not exist.
            Invalid method setting path: /documentation_version. Must be one of: [/deploymentId, /desc
            d False
            """,
            shown);
    }

    [Fact]
    public async Task Canary_IsDeployedAndPromoted()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.create_stage(restApiId=api, stageName='live', deploymentId=first, variables={'a': '1'})
            canary = gw.create_deployment(restApiId=api, stageName='live', canarySettings={'percentTraffic': 10.5, 'stageVariableOverrides': {'a': '2'}})['id']
            stage = gw.get_stage(restApiId=api, stageName='live')
            print(stage['deploymentId'] == first, stage['canarySettings'] == {'percentTraffic': 10.5, 'deploymentId': canary, 'stageVariableOverrides': {'a': '2'}, 'useStageCache': False})
            print(error(gw.delete_deployment, restApiId=api, deploymentId=canary)[1])
            print(refused(('copy', '/deploymentId', '', '/x')))
            stage = patch(('copy', '/deploymentId', '', '/canarySettings/deploymentId'), ('copy', '/variables', '', '/canarySettings/stageVariableOverrides'), ('remove', '/canarySettings'))
            print(stage['deploymentId'] == canary, stage['variables'], 'canarySettings' in stage)
            """);

        Assert.Equal(
            """
            True True
            Active stages pointing to this deployment must be moved or deleted
            Invalid copy operation with path: /deploymentId and from /x. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]
            True {'a': '2'} False
            """,
            shown);
    }
}
