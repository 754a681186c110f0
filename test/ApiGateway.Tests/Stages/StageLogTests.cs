using System.Collections.Concurrent;
using Gatehouse.ApiGateway.Tests.Hosting;
using Gatehouse.Gateway.Logging;
using Gatehouse.Services.ApiGateway.Accounts;

namespace Gatehouse.ApiGateway.Tests.Stages;

/// <summary>What a stage must have before it logs, and from when on it does.</summary>
public sealed class StageLogTests : IAsyncLifetime
{
    private const string Prelude =
        """
        import urllib.request
        api = gw.create_rest_api(name='logged')
        api, root = api['id'], api['rootResourceId']
        at = dict(restApiId=api, resourceId=root, httpMethod='GET')
        gw.put_method(**at, authorizationType='NONE')
        gw.put_integration(**at, type='MOCK', requestTemplates={'application/json': '{"statusCode": 200}'})
        gw.put_method_response(**at, statusCode='200')
        gw.put_integration_response(**at, statusCode='200')
        gw.create_deployment(restApiId=api, stageName='live')
        group = 'arn:aws:logs:us-east-1:000000000000:log-group:/gateway/jobs'
        def patch(*operations):
            return gw.update_stage(restApiId=api, stageName='live', patchOperations=[dict(zip(('op', 'path', 'value'), operation)) for operation in operations])
        def refused(*operations):
            name, text, status = error(lambda: patch(*operations))
            return '%s %s %s' % (status, name, text)
        def role(arn):
            return gw.update_account(patchOperations=[{'op': 'replace', 'path': '/cloudwatchRoleArn', 'value': arn}]).get('cloudwatchRoleArn')
        def call():
            urllib.request.urlopen(os.environ['ENDPOINT'] + '_aws/execute-api/' + api + '/live/').read()

        """;

    private readonly LogLines _lines = new();
    private ApiGatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiGatewayHost.StartAsync(new NoFunctions(), _lines, new KnownRoles());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task WithoutARole_NothingIsLogged()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            for operations in [[('replace', '/*/*/logging/loglevel', 'INFO')], [('replace', '/*/*/logging/loglevel', 'ERROR')],
                    [('replace', '/accessLogSettings/destinationArn', group), ('replace', '/accessLogSettings/format', '$context.requestId')]]:
                print(refused(*operations))
            print('accessLogSettings' in gw.get_stage(restApiId=api, stageName='live'), gw.get_stage(restApiId=api, stageName='live')['methodSettings'])
            print(patch(('replace', '/*/*/logging/loglevel', 'OFF'), ('replace', '/*/*/logging/dataTrace', 'true'))['methodSettings']['*/*']['loggingLevel'])
            print(error(lambda: role('arn:aws:iam::000000000000:role/nobody')), error(lambda: role('nonsense'))[1])
            print(role('arn:aws:iam::000000000000:role/logs'), patch(('replace', '/*/*/logging/loglevel', 'INFO'))['methodSettings']['*/*']['loggingLevel'])
            """);

        Assert.Equal(
            """
            400 BadRequestException CloudWatch Logs role ARN must be set in account settings to enable logging
            400 BadRequestException CloudWatch Logs role ARN must be set in account settings to enable logging
            400 BadRequestException CloudWatch Logs role ARN must be set in account settings to enable logging
            False {}
            OFF
            ('BadRequestException', 'The role ARN does not have required permissions set to API Gateway', 400) Invalid ARN. ARN is not well formed nonsense
            arn:aws:iam::000000000000:role/logs INFO
            """,
            shown);
    }

    [Fact]
    public async Task DestinationAndFormat_AreChecked()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            role('arn:aws:iam::000000000000:role/logs')
            for destination in ['invalid-arn', 'arn:aws:firehose:us-east-1:000000000000:deliverystream/amazon-apigateway-x', 'arn:aws:s3:::bucket',
                    'arn:aws:logs:us-east-1:111111111111:log-group:other', 'arn:aws:logs:eu-west-1:000000000000:log-group:other', 'arn:aws:logs:us-east-1:000000000000:log-group:']:
                print(refused(('replace', '/accessLogSettings/destinationArn', destination)))
            for format in ['$context.status', '$context.requestIdentity', '$context.requestId\n$context.status', '$context.requestId' + 'x' * 3072, '']:
                print(refused(('replace', '/description', 'lost'), ('replace', '/accessLogSettings/format', format))[:170])
            print('accessLogSettings' in gw.get_stage(restApiId=api, stageName='live'), 'description' in gw.get_stage(restApiId=api, stageName='live'))
            kept = patch(('add', '/accessLogSettings/destinationArn', group + ':*'), ('add', '/accessLogSettings/format', '{"id":"$context.extendedRequestId"}\n'))
            print(kept['accessLogSettings'])
            """);

        Assert.Equal(
            """
            400 BadRequestException Invalid ARN. ARN is not well formed invalid-arn
            501 NotImplemented Gatehouse does not implement access logs to a Firehose stream.
            400 BadRequestException Invalid ARN specified in the request. Access logs go to a log group of the same account and region: arn:aws:s3:::bucket
            400 BadRequestException Invalid ARN specified in the request. Access logs go to a log group of the same account and region: arn:aws:logs:us-east-1:111111111111:log-group:other
            400 BadRequestException Invalid ARN specified in the request. Access logs go to a log group of the same account and region: arn:aws:logs:eu-west-1:000000000000:log-group:other
            400 BadRequestException Invalid ARN specified in the request. Access logs go to a log group of the same account and region: arn:aws:logs:us-east-1:000000000000:log-group:
            400 BadRequestException Access Log format must include either $context.requestId or $context.extendedRequestId : '$context.status'
            400 BadRequestException Access Log format must include either $context.requestId or $context.extendedRequestId : '$context.requestIdentity'
            400 BadRequestException Access Log format must be single line, new line character is allowed only at end of the format: '$context.requestId
            $context.status'
            400 BadRequestException Access Log format must not be longer than 3072 bytes
            400 BadRequestException Access Log value must not be empty
            False False
            {'format': '{"id":"$context.extendedRequestId"}\n', 'destinationArn': 'arn:aws:logs:us-east-1:000000000000:log-group:/gateway/jobs'}
            """,
            shown);
    }

    [Fact]
    public async Task Settings_ActWithoutADeployment()
    {
        var api = await _host.PythonAsync(Prelude +
            """
            role('arn:aws:iam::000000000000:role/logs')
            call()
            patch(('replace', '/accessLogSettings/destinationArn', group), ('replace', '/accessLogSettings/format', 'one $context.requestId $context.stage'))
            call()
            patch(('replace', '/accessLogSettings/format', 'two $context.requestId $context.status'), ('replace', '/~1/GET/logging/loglevel', 'INFO'))
            call()
            patch(('remove', '/accessLogSettings'), ('replace', '/~1/GET/logging/dataTrace', 'true'))
            call()
            role('')
            call()
            role('arn:aws:iam::000000000000:role/logs')
            call()
            print(api)
            """);
        await _host.StopLogsAsync();

        var access = _lines.In("/gateway/jobs");
        Assert.Equal(["one", "two"], access.Select(line => line.Split(' ')[0]));
        Assert.Equal(["live", "200"], access.Select(line => line.Split(' ')[2]));
        var execution = _lines.In($"API-Gateway-Execution-Logs_{api.Trim()}/live");
        Assert.Equal([8, 14, 14], execution.GroupBy(line => line.Split(' ')[0]).Select(request => request.Count()));
        Assert.Equal(access[1].Split(' ')[1], execution[0].Split(' ')[0].Trim('(', ')'));
    }

    private sealed class KnownRoles : ILoggingRoles
    {
        public ValueTask<bool> CanBeAssumedAsync(string roleArn, CancellationToken cancellation) => new(roleArn.EndsWith("/logs", StringComparison.Ordinal));
    }

    private sealed class LogLines : IStageLogSink
    {
        private readonly ConcurrentQueue<(string Group, string Message)> _lines = new();

        public ValueTask AppendAsync(StageLogName log, IReadOnlyList<StageLogEvent> events)
        {
            foreach (var item in events)
            {
                _lines.Enqueue((log.Group, item.Message));
            }

            return ValueTask.CompletedTask;
        }

        public string[] In(string group) => [.. _lines.Where(line => line.Group == group).Select(line => line.Message)];
    }
}
