using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Telemetry;

/// <summary>An API with a function and an authorizer on a server that reports to a collector.</summary>
public sealed class WatchedApi : IAsyncLifetime
{
    internal Collector Collector { get; private set; } = null!;

    internal StoryServer Server { get; private set; } = null!;

    internal EchoApi Echo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Collector = await Collector.StartAsync();
        Server = await StoryServer.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Http,
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_SERVICE_NAME"] = "watched",
        });
        Echo = await EchoApi.MakeAsync(Server);
        await Server.ScriptAsync($$"""
            functions, gateway = client('lambda'), client('apigateway')
            image = functions.get_function(FunctionName='echo')['Code']['ImageUri']
            role = functions.get_function_configuration(FunctionName='echo')['Role']
            for name in ['guard', 'doer']:
                functions.create_function(FunctionName=name, PackageType='Image', Role=role, Timeout=2, MemorySize=512,
                    Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': image})
                functions.get_waiter('function_active_v2').wait(FunctionName=name)
                functions.add_permission(FunctionName=name, StatementId='gateway', Action='lambda:InvokeFunction', Principal='apigateway.amazonaws.com')
            uri = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:%s/invocations'
            guard = gateway.create_authorizer(restApiId='{{Echo.Id}}', name='guard', type='TOKEN', authorizerUri=uri % 'guard',
                identitySource='method.request.header.Authorization', authorizerResultTtlInSeconds=0)['id']
            root = [item['id'] for item in gateway.get_resources(restApiId='{{Echo.Id}}')['items'] if item['path'] == '/'][0]
            guarded = gateway.create_resource(restApiId='{{Echo.Id}}', parentId=root, pathPart='guarded')['id']
            where = dict(restApiId='{{Echo.Id}}', resourceId=guarded, httpMethod='GET')
            gateway.put_method(authorizationType='CUSTOM', authorizerId=guard, apiKeyRequired=True, **where)
            gateway.put_integration(type='AWS_PROXY', integrationHttpMethod='POST', uri=uri % 'echo', **where)
            gateway.create_deployment(restApiId='{{Echo.Id}}', stageName='v1')
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        await Collector.DisposeAsync();
    }
}

/// <summary>Classes that share this server and leave its functions as they are.</summary>
[CollectionDefinition(Name)]
public sealed class WatchedStories : ICollectionFixture<WatchedApi>
{
    public const string Name = "The watched API";
}
