using System.Text.RegularExpressions;

namespace Gatehouse.Logs.Tests.Groups;

public sealed class LogGroupTests : IAsyncLifetime
{
    private LogsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await LogsHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task NewGroup_IsDescribedAsAwsDoes()
    {
        Assert.Equal("{}", await _host.SendAsync("CreateLogGroup", """{"logGroupName":"/aws/lambda/x","tags":{"v":"1"}}"""));
        Assert.Equal("{}", await _host.SendAsync("PutRetentionPolicy", """{"logGroupName":"/aws/lambda/x","retentionInDays":7}"""));

        var described = await _host.SendAsync("DescribeLogGroups", """{"logGroupNamePrefix":"/aws/lambda/x"}""");

        Assert.Equal(
            """{"logGroups":[{"logGroupName":"/aws/lambda/x","creationTime":0,"retentionInDays":7,"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/x:*","storedBytes":0,"logGroupClass":"STANDARD","logGroupArn":"arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/x","deletionProtectionEnabled":false}]}""",
            Regex.Replace(described, @"""creationTime"":\d{13}", "\"creationTime\":0"));
        Assert.Equal("""{"tags":{"v":"1"}}""", await _host.SendAsync("ListTagsForResource", """{"resourceArn":"arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/x"}"""));
    }

    [Fact]
    public async Task Errors_AreWordedAsAwsDoes()
    {
        var errors = await _host.PythonAsync(
            """
            logs.create_log_group(logGroupName='g')
            print(error(logs.create_log_group, logGroupName='g'))
            print(error(logs.create_log_group, logGroupName='a' * 513))
            print(error(logs.create_log_group, logGroupName='a:b'))
            print(error(logs.delete_log_group, logGroupName='missing'))
            print(error(logs.put_retention_policy, logGroupName='g', retentionInDays=2)[1])
            print(error(logs.describe_log_groups, logGroupNamePrefix='a', logGroupNamePattern='b'))
            print(error(logs.describe_log_groups, nextToken='!'))
            print(error(logs.list_tags_for_resource, resourceArn='arn:aws:logs:us-east-1:000000000000:log-group:missing'))
            """);

        Assert.Equal(
            """
            ('ResourceAlreadyExistsException', 'The specified log group already exists', 400)
            ('InvalidParameterException', 'Invalid LogGroup or LogStream, both must have length less than or equal to 512.', 400)
            ('InvalidParameterException', "1 validation error detected: Value 'a:b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+", 400)
            ('ResourceNotFoundException', 'The specified log group does not exist.', 400)
            1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
            ('InvalidParameterException', 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.', 400)
            ('InvalidParameterException', 'The specified nextToken is invalid.', 400)
            ('ResourceNotFoundException', 'The specified log group does not exist.', 400)
            """,
            errors);
    }

    [Fact]
    public async Task Groups_ArePagedByNameAndFoundByPattern()
    {
        var found = await _host.PythonAsync(
            """
            for n in ('b/two', 'a/one', 'B/three', 'c..'):
                logs.create_log_group(logGroupName=n)
            pages = list(logs.get_paginator('describe_log_groups').paginate(PaginationConfig={'PageSize': 3}))
            print([[g['logGroupName'] for g in p['logGroups']] for p in pages])
            print([(g['logGroupName'], 'storedBytes' in g) for g in logs.describe_log_groups(logGroupNamePattern='b/')['logGroups']])
            print(client('logs', region='eu-west-1').describe_log_groups()['logGroups'], client('logs', account='111111111111').describe_log_groups()['logGroups'])
            """);

        Assert.Equal("[['B/three', 'a/one', 'b/two'], ['c..']]\n[('B/three', False), ('b/two', False)]\n[] []", found);
    }

    [Fact]
    public async Task Tags_AreOneSetUnderBothNames()
    {
        var tags = await _host.PythonAsync(
            """
            arn = 'arn:aws:logs:us-east-1:000000000000:log-group:g'
            logs.create_log_group(logGroupName='g', tags={'a': '1'})
            logs.tag_resource(resourceArn=arn, tags={'b': '2'})
            logs.tag_log_group(logGroupName='g', tags={'a': '3', 'c': ''})
            logs.untag_resource(resourceArn=arn, tagKeys=['b'])
            print(logs.list_tags_log_group(logGroupName='g')['tags'] == logs.list_tags_for_resource(resourceArn=arn)['tags'] == {'a': '3', 'c': ''})
            logs.untag_log_group(logGroupName='g', tags=['a', 'c'])
            print(logs.list_tags_for_resource(resourceArn=arn)['tags'])
            """);

        Assert.Equal("True\n{}", tags);
    }

    [Fact]
    public async Task DeletedGroup_ComesBackEmpty()
    {
        var events = await _host.PythonAsync(
            """
            def put():
                logs.create_log_group(logGroupName='..')
                logs.create_log_stream(logGroupName='..', logStreamName='s')
                logs.put_log_events(logGroupName='..', logStreamName='s', logEvents=[{'timestamp': int(time.time() * 1000), 'message': 'm'}])
            put()
            logs.delete_log_group(logGroupName='..')
            logs.create_log_group(logGroupName='..')
            print(logs.describe_log_streams(logGroupName='..')['logStreams'], logs.filter_log_events(logGroupName='..')['events'])
            """);

        Assert.Equal("[] []", events);
    }

    [Fact]
    public async Task ProtectedGroup_IsNotDeleted()
    {
        var answers = await _host.PythonAsync(
            """
            logs.create_log_group(logGroupName='g', deletionProtectionEnabled=True)
            print(error(logs.delete_log_group, logGroupName='g')[0])
            logs.put_log_group_deletion_protection(logGroupIdentifier='g', deletionProtectionEnabled=False)
            logs.delete_log_group(logGroupName='g')
            print(error(logs.start_query, logGroupName='g', startTime=0, endTime=1, queryString='x'))
            """);

        Assert.Equal("InvalidParameterException\n('NotImplemented', 'Gatehouse does not implement the operation logs:StartQuery.', 501)", answers);
    }
}
