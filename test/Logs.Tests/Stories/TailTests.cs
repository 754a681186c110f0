namespace Gatehouse.Logs.Tests.Stories;

public sealed class TailTests
{
    /// <summary>
    /// The calls of <c>aws logs tail --follow</c>, which is in version 2 of the CLI only: pages until there is no token, then again
    /// from the last time seen, leaving out the ids that were shown. source: ours, after the CLI's documented behaviour
    /// </summary>
    [Fact]
    public async Task FollowedTail_ShowsEachEventOnce()
    {
        await using var host = await LogsHost.StartAsync();
        var shown = await host.PythonAsync(
            """
            now = int(time.time() * 1000)
            logs.create_log_group(logGroupName='g')
            for s in ('a', 'b'): logs.create_log_stream(logGroupName='g', logStreamName=s)
            def put(stream, at, *messages):
                logs.put_log_events(logGroupName='g', logStreamName=stream, logEvents=[{'timestamp': at, 'message': m} for m in messages])
            shown, seen = [], set()
            query = {'logGroupName': 'g', 'interleaved': True, 'startTime': now - 300000, 'filterPattern': '-hidden', 'limit': 2}
            def follow():
                answer = logs.filter_log_events(**query)
                for e in answer['events']:
                    if e['eventId'] not in seen:
                        seen.add(e['eventId']); shown.append(e['message'])
                        query['startTime'] = e['timestamp']
                if 'nextToken' in answer:
                    query['nextToken'] = answer['nextToken']; follow()
                else:
                    query.pop('nextToken', None)
            put('a', now, '1', '2', 'hidden', '3'); follow()
            put('b', now, '4', '5'); follow(); follow()
            put('a', now + 1, '6'); put('b', now + 1, 'hidden', '7', '8'); follow(); follow()
            print(shown)
            """);

        Assert.Equal("['1', '2', '3', '4', '5', '6', '7', '8']", shown);
    }
}
