namespace Gatehouse.Server.Tests.Stories;

/// <summary>Events that were acknowledged, across a kill of the server.</summary>
public sealed class EventTests
{
    [Fact]
    public async Task AcknowledgedEvents_RunAfterAKill()
    {
        await using var server = await StoryServer.StartAsync();
        await EchoApi.MakeAsync(server);

        // The function's only place is taken, so that no event runs before the kill.
        var acknowledged = await server.ScriptAsync("""
            import threading
            functions = client('lambda')
            client('logs').create_log_group(logGroupName='/aws/lambda/echo')
            functions.put_function_concurrency(FunctionName='echo', ReservedConcurrentExecutions=1)
            hanging = threading.Thread(target=lambda: functions.invoke(FunctionName='echo', InvocationType='RequestResponse', Payload=b'{"path":"/hang"}'), daemon=True)
            hanging.start()
            while not any('/hang' in event['message'] for event in client('logs').filter_log_events(logGroupName='/aws/lambda/echo')['events']): pass
            ids = [functions.invoke(FunctionName='echo', InvocationType='Event', Payload=json.dumps({'number': number}))['ResponseMetadata']['RequestId'] for number in range(20)]
            print(' '.join(ids))
            sys.stdout.flush()
            os._exit(0)
            """);
        await server.KillAsync();
        await server.StartAgainAsync();

        Assert.Equal("[]", await server.ScriptAsync($$"""
            import time
            client('lambda').delete_function_concurrency(FunctionName='echo')
            missing = set('{{acknowledged}}'.split())
            for _ in range(300):
                for page in client('logs').get_paginator('filter_log_events').paginate(logGroupName='/aws/lambda/echo'):
                    missing -= {event['message'].split()[2] for event in page['events'] if event['message'].startswith('END RequestId: ')}
                if not missing: break
                time.sleep(0.1)
            print(sorted(missing))
            """));
    }
}
