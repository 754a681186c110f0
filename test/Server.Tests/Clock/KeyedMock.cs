using System.Text.Json;

namespace Gatehouse.Server.Tests.Clock;

/// <summary>A server with a keyed method that answers by itself, on a plan: for what happens before any function.</summary>
internal sealed class KeyedMock : IAsyncDisposable
{
    private readonly GatehouseProcess _server;
    private readonly JsonElement _made;

    private KeyedMock(GatehouseProcess server, JsonElement made) => (_server, _made) = (server, made);

    public Uri Address => _server.Address;

    public int ServerId => _server.Id;

    public string Api => Text("api");

    public string Plan => Text("plan");

    public string KeyId => Text("keyId");

    public string Key => Text("key");

    public string Url => $"http://127.0.0.1:{_server.Port}/_aws/execute-api/{Api}/v1/ping";

    /// <param name="plan">What the plan limits, as boto3 takes it.</param>
    /// <param name="more">Options of the server.</param>
    public static Task<KeyedMock> StartAsync(string plan, params string[] more) => StartAsync(plan, [], more);

    /// <summary>The same with variables of the server's own.</summary>
    public static async Task<KeyedMock> StartAsync(string plan, Dictionary<string, string> environment, params string[] more)
    {
        var server = await GatehouseProcess.ServeAsync(environment, more: more);
        var made = await Python.RunAsync(server.Address, $$"""
            gateway = client('apigateway')
            api = gateway.create_rest_api(name='ping')['id']
            root = gateway.get_resources(restApiId=api)['items'][0]['id']
            resource = gateway.create_resource(restApiId=api, parentId=root, pathPart='ping')['id']
            where = dict(restApiId=api, resourceId=resource, httpMethod='GET')
            gateway.put_method(authorizationType='NONE', apiKeyRequired=True, **where)
            gateway.put_integration(type='MOCK', requestTemplates={'application/json': '{"statusCode": 200}'}, **where)
            gateway.put_method_response(statusCode='200', **where)
            gateway.put_integration_response(statusCode='200', **where)
            gateway.create_deployment(restApiId=api, stageName='v1')
            plan = gateway.create_usage_plan(name='basic', apiStages=[{'apiId': api, 'stage': 'v1'}], {{plan}})['id']
            key = gateway.create_api_key(name='caller', enabled=True)
            gateway.create_usage_plan_key(usagePlanId=plan, keyId=key['id'], keyType='API_KEY')
            print(json.dumps({'api': api, 'plan': plan, 'keyId': key['id'], 'key': key['value']}))
            """);
        return new KeyedMock(server, JsonDocument.Parse(made).RootElement);
    }

    /// <summary>Status and body of one call with the key.</summary>
    public async Task<string> CallAsync()
    {
        var answer = await GatehouseProcess.CurlAsync("-H", $"x-api-key: {Key}", "-w", "%{response_code} ", "-o", "-", Url);
        return answer.Output.Trim();
    }

    /// <summary>Output of a command that succeeded.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var end = await TryAsync(arguments);
        Assert.True(end.ExitCode == 0, end.Error);
        return end.Output.Trim();
    }

    public Task<GatehouseProcess.Finished> TryAsync(params string[] arguments) =>
        GatehouseProcess.RunAsync([.. arguments, "--endpoint", $"http://127.0.0.1:{_server.Port}"]);

    public Task<GatehouseProcess.Finished> StopAsync() => _server.StopAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string Text(string member) => _made.GetProperty(member).GetString()!;
}
