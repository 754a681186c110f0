using Gatehouse.ApiGateway.Tests.Hosting;
using Gatehouse.Gateway;
using Gatehouse.Services.ApiGateway;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.ApiGateway.Tests.Publishing;

/// <summary>What the control plane says is what the gateway does.</summary>
public sealed class PublishingTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Prelude =
        """
        import urllib.request, urllib.error
        api = gw.create_rest_api(name='served')
        api, root = api['id'], api['rootResourceId']
        at = dict(restApiId=api, resourceId=root, httpMethod='GET')
        gw.put_method(**at, authorizationType='NONE', apiKeyRequired=True)
        gw.put_integration(**at, type='MOCK', requestTemplates={'application/json': '{"statusCode": 200}'})
        gw.put_method_response(**at, statusCode='200')
        def answer(text):
            gw.put_integration_response(**at, statusCode='200', responseTemplates={'application/json': text})
        answer('one')
        gw.create_deployment(restApiId=api, stageName='live')
        value = api.ljust(20, 'x')
        key = gw.create_api_key(enabled=True, value=value)['id']
        plan = gw.create_usage_plan(name='p', apiStages=[{'apiId': api, 'stage': 'live'}])['id']
        def call(stage='live', key=value):
            request = urllib.request.Request(os.environ['ENDPOINT'] + '_aws/execute-api/' + api + '/' + stage + '/', headers={'x-api-key': key})
            try:
                with urllib.request.urlopen(request) as reply: return '%d %s' % (reply.status, reply.read().decode())
            except urllib.error.HTTPError as refusal:
                return '%d %s' % (refusal.code, refusal.read().decode())

        """;

    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Keys_OpenWhatTheirPlansNameFromTheNextRequestOn()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            print(call())
            gw.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType='API_KEY')
            print(call(), call(key='other'))
            gw.update_api_key(apiKey=key, patchOperations=[{'op': 'replace', 'path': '/enabled', 'value': 'false'}])
            print(call())
            gw.update_api_key(apiKey=key, patchOperations=[{'op': 'replace', 'path': '/enabled', 'value': 'true'}])
            gw.update_usage_plan(usagePlanId=plan, patchOperations=[{'op': 'remove', 'path': '/apiStages', 'value': api + ':live'}])
            print(call())
            gw.update_usage_plan(usagePlanId=plan, patchOperations=[{'op': 'add', 'path': '/apiStages', 'value': api + ':live'}])
            print(call())
            gw.delete_usage_plan_key(usagePlanId=plan, keyId=key)
            print(call())
            """);

        Assert.Equal(
            """
            403 {"message":"Forbidden"}
            200 one 403 {"message":"Forbidden"}
            403 {"message":"Forbidden"}
            403 {"message":"Forbidden"}
            200 one
            403 {"message":"Forbidden"}
            """,
            shown);
    }

    [Fact]
    public async Task Deployments_AreFrozenAndStageSettingsActAtOnce()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            gw.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType='API_KEY')
            answer('two')
            gw.put_gateway_response(restApiId=api, responseType='THROTTLED', responseTemplates={'application/json': 'slow'})
            print(call())
            gw.create_deployment(restApiId=api, stageName='live')
            print(call())
            gw.update_stage(restApiId=api, stageName='live', patchOperations=[{'op': 'replace', 'path': '/*/*/throttling/rateLimit', 'value': '0'}])
            print(call())
            gw.delete_stage(restApiId=api, stageName='live')
            print(call())
            """);

        Assert.Equal("200 one\n200 two\n429 slow\n403 {\"message\":\"Forbidden\"}", shown);
    }

    [Fact]
    public async Task Usage_IsShownAndChangedLive()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            import datetime
            gw.update_usage_plan(usagePlanId=plan, patchOperations=[{'op': 'add', 'path': '/quota/limit', 'value': '3'}, {'op': 'add', 'path': '/quota/period', 'value': 'MONTH'}])
            gw.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType='API_KEY')
            today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
            def usage(**more):
                return gw.get_usage(usagePlanId=plan, startDate=today, endDate=today, **more)['items']
            print([call()[:3] for i in range(4)], usage() == {key: [[3, 0]]})
            print(gw.update_usage(usagePlanId=plan, keyId=key, patchOperations=[{'op': 'replace', 'path': '/remaining', 'value': '1'}])['items'][key])
            print([call() for i in range(2)], usage(keyId=key)[key])
            print(error(gw.get_usage, usagePlanId='none', startDate=today, endDate=today)[1], '/', error(gw.get_usage, usagePlanId=plan, startDate='soon', endDate=today)[0])
            """);

        Assert.Equal(
            """
            ['200', '200', '200', '429'] True
            [[3, 1]]
            ['200 one', '429 {"message":"Limit Exceeded"}'] [[4, 0]]
            Invalid Usage Plan ID specified / BadRequestException
            """,
            shown);
    }

    [Fact]
    public async Task Restart_BringsEverythingBack()
    {
        await using var first = await ApiGatewayHost.StartAsync();
        var ids = (await first.PythonAsync(Prelude +
            """
            gw.update_usage_plan(usagePlanId=plan, patchOperations=[{'op': 'add', 'path': '/quota/limit', 'value': '2'}, {'op': 'add', 'path': '/quota/period', 'value': 'MONTH'}])
            gw.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType='API_KEY')
            call()
            print(api, value)
            """)).Split(' ');
        await first.StopServiceAsync();

        var engine = ApiGatewayHost.NewEngine();
        await using var restarted = ApiGatewayService.Create(first.Wire.Store, engine, TimeProvider.System, NullLoggerFactory.Instance);
        await restarted.StartAsync();
        await using var host = await ServedAsync(engine);

        Assert.Equal("200 one", await CallAsync(host, ids[0], ids[1]));
        Assert.Equal("429 {\"message\":\"Limit Exceeded\"}", await CallAsync(host, ids[0], ids[1]));
    }

    private static Task<WireHost> ServedAsync(GatewayEngine engine) =>
        WireHost.StartAsync(_ => [], fallback: engine.HandleAsync);

    private static async Task<string> CallAsync(WireHost host, string api, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/_aws/execute-api/{api}/live/");
        request.Headers.Add("x-api-key", key);
        using var response = await host.Client.SendAsync(request);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }
}
