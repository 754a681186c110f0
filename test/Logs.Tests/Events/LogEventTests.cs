namespace Gatehouse.Logs.Tests.Events;

public sealed class LogEventTests : IAsyncLifetime
{
    private const string Setup =
        """
        now = int(time.time() * 1000)
        logs.create_log_group(logGroupName='g')
        def stream(name, *messages, at=None):
            logs.create_log_stream(logGroupName='g', logStreamName=name)
            return put(name, *messages, at=at)
        def put(name, *messages, at=None):
            return logs.put_log_events(logGroupName='g', logStreamName=name, logEvents=[{'timestamp': (at or now) + i, 'message': m} for i, m in enumerate(messages)])
        def messages(answer):
            return [e['message'] for e in answer['events']]

        """;

    private LogsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await LogsHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Streams_AreReadForwardsToTheEndAndBackwardsToTheStart()
    {
        var pages = await PythonAsync(
            """
            stream('s', *[str(i) for i in range(5)])
            def read(**k):
                return logs.get_log_events(logGroupName='g', logStreamName='s', limit=2, **k)
            a = read(startFromHead=True); b = read(nextToken=a['nextForwardToken']); c = read(nextToken=b['nextForwardToken']); d = read(nextToken=c['nextForwardToken'])
            print(messages(a), messages(b), messages(c), messages(d), d['nextForwardToken'] == c['nextForwardToken'])
            put('s', 'late', at=now + 10)
            print(messages(read(nextToken=d['nextForwardToken'])))
            e = read(); f = read(nextToken=e['nextBackwardToken'])
            print(messages(e), messages(f), messages(read(nextToken=a['nextBackwardToken'])))
            print(messages(logs.get_log_events(logGroupName='g', logStreamName='s', startTime=now + 1, endTime=now + 3)))
            print(a['nextForwardToken'][:2], a['nextBackwardToken'][:2])
            """);

        Assert.Equal(
            """
            ['0', '1'] ['2', '3'] ['4'] [] True
            ['late']
            ['4', 'late'] ['2', '3'] []
            ['1', '2']
            f/ b/
            """,
            pages);
    }

    [Fact]
    public async Task Filter_MergesStreamsInTheOrderOfTimeAndPages()
    {
        var found = await PythonAsync(
            """
            stream('a/1', 'one ERROR', 'two', 'three ERROR', at=now)
            stream('b', 'four ERROR', '{"n": 5}', at=now + 1)
            pages = list(logs.get_paginator('filter_log_events').paginate(logGroupName='g', PaginationConfig={'PageSize': 2}))
            events = [e for p in pages for e in p['events']]
            print([(e['message'], e['logStreamName']) for e in events])
            print(len({e['eventId'] for e in events}), {len(e['eventId']) for e in events}, pages[0]['searchedLogStreams'])
            print(messages(logs.filter_log_events(logGroupName='g', filterPattern='ERROR')), messages(logs.filter_log_events(logGroupName='g', filterPattern='{ $.n = 5 }')))
            print(messages(logs.filter_log_events(logGroupName='g', logStreamNamePrefix='a/', startTime=now + 1, endTime=now + 2)))
            print(messages(logs.filter_log_events(logGroupIdentifier='arn:aws:logs:us-east-1:000000000000:log-group:g', logStreamNames=['b'])))
            again = logs.filter_log_events(logGroupName='g')['events']
            print([e['eventId'] for e in again] == [e['eventId'] for e in events])
            """);

        Assert.Equal(
            """
            [('one ERROR', 'a/1'), ('two', 'a/1'), ('four ERROR', 'b'), ('three ERROR', 'a/1'), ('{"n": 5}', 'b')]
            5 {56} []
            ['one ERROR', 'four ERROR', 'three ERROR'] ['{"n": 5}']
            ['two', 'three ERROR']
            ['four ERROR', '{"n": 5}']
            True
            """,
            found);
    }

    [Fact]
    public async Task Errors_AreWordedAsAwsDoes()
    {
        var errors = await PythonAsync(
            """
            stream('s', 'a')
            print(error(logs.create_log_stream, logGroupName='g', logStreamName='s'))
            print(error(logs.create_log_stream, logGroupName='missing', logStreamName='s')[1])
            print(error(logs.put_log_events, logGroupName='g', logStreamName='missing', logEvents=[{'timestamp': now, 'message': 'm'}]))
            print(error(logs.put_log_events, logGroupName='g', logStreamName='s', logEvents=[{'timestamp': now, 'message': 'm'}, {'timestamp': now - 1, 'message': 'm'}])[1])
            print(error(logs.put_log_events, logGroupName='g', logStreamName='s', logEvents=[{'timestamp': now - 90000000, 'message': 'm'}, {'timestamp': now, 'message': 'm'}])[1])
            print(error(logs.put_log_events, logGroupName='g', logStreamName='s', logEvents=[{'timestamp': now, 'message': 'm' * 600000}] * 2)[1])
            print(error(logs.put_log_events, logGroupName='g', logStreamName='s', logEvents=[{'timestamp': now, 'message': 'm'}] * 10001)[0])
            print(error(logs.get_log_events, logGroupName='g', logStreamName='s', limit=10001))
            print(error(logs.get_log_events, logGroupName='g', logStreamName='s', nextToken='f/1/s')[1])
            print(error(logs.filter_log_events, logGroupName='g', nextToken='junk')[1])
            print(error(logs.filter_log_events, logGroupName='g', filterPattern='{ $.a = ')[0])
            print(error(logs.describe_log_streams, logGroupName='g', logGroupIdentifier='g'))
            print(error(logs.describe_log_streams, logGroupName='g', logStreamNamePrefix='a', orderBy='LastEventTime'))
            print(error(logs.delete_log_stream, logGroupName='g', logStreamName='missing')[1])
            """);

        Assert.Equal(
            """
            ('ResourceAlreadyExistsException', 'The specified log stream already exists', 400)
            The specified log group does not exist.
            ('ResourceNotFoundException', 'The specified log stream does not exist.', 400)
            Log events in a single PutLogEvents request must be in chronological order.
            The batch of log events in a single PutLogEvents request cannot span more than 24 hours.
            Upload too large: 1200052 bytes exceeds limit of 1048576
            InvalidParameterException
            ('InvalidParameterException', "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000", 400)
            The specified nextToken is invalid.
            The specified nextToken is invalid.
            InvalidParameterException
            ('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.', 400)
            ('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.', 400)
            The specified log stream does not exist.
            """,
            errors);
    }

    [Fact]
    public async Task EventsTooOldOrTooNew_AreRejectedAndTheRestKept()
    {
        var answers = await PythonAsync(
            """
            day = 86400000
            print(stream('s', 'old', at=now - 15 * day)['rejectedLogEventsInfo'])
            print(put('s', 'ok', at=now).get('rejectedLogEventsInfo'))
            r = logs.put_log_events(logGroupName='g', logStreamName='s', logEvents=[{'timestamp': now + 1, 'message': 'now'}, {'timestamp': now + 3 * 3600000, 'message': 'new'}])
            print(r['rejectedLogEventsInfo'], r['nextSequenceToken'].isdigit())
            logs.put_retention_policy(logGroupName='g', retentionInDays=1)
            print(put('s', 'expired', at=now - 2 * day)['rejectedLogEventsInfo'])
            print(messages(logs.filter_log_events(logGroupName='g')))
            """);

        Assert.Equal(
            """
            {'tooOldLogEventEndIndex': 1}
            None
            {'tooNewLogEventStartIndex': 1} True
            {'expiredLogEventEndIndex': 1}
            ['ok', 'now']
            """,
            answers);
    }

    [Fact]
    public async Task Streams_AreDescribedWithTheirTimes()
    {
        var streams = await PythonAsync(
            """
            stream('older', 'a', 'b', at=now - 5000)
            stream('newer', 'c', at=now)
            logs.create_log_stream(logGroupName='g', logStreamName='unused')
            s = {x['logStreamName']: x for x in logs.describe_log_streams(logGroupName='g')['logStreams']}
            print(s['older']['firstEventTimestamp'] - now, s['older']['lastEventTimestamp'] - now, s['older']['lastIngestionTime'] >= now, s['older']['arn'])
            print(sorted(s['unused']))
            print([[x['logStreamName'] for x in p['logStreams']] for p in logs.get_paginator('describe_log_streams').paginate(logGroupName='g', orderBy='LastEventTime', descending=True, PaginationConfig={'PageSize': 2})])
            logs.delete_log_stream(logGroupName='g', logStreamName='newer')
            print([x['logStreamName'] for x in logs.describe_log_streams(logGroupName='g', descending=True)['logStreams']], messages(logs.filter_log_events(logGroupName='g')))
            """);

        Assert.Equal(
            """
            -5000 -4999 True arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:older
            ['arn', 'creationTime', 'logStreamName', 'storedBytes']
            [['newer', 'older'], ['unused']]
            ['unused', 'older'] ['a', 'b']
            """,
            streams);
    }

    private Task<string> PythonAsync(string script) => _host.PythonAsync(Setup + script);
}
