namespace Gatehouse.Server.Tests.Stories;

/// <summary>Accounts (access keys of 12 digits) and regions do not see each other.</summary>
[Collection(JobsApiStories.Name)]
public sealed class ScopeTests(JobsApi jobs)
{
    private const string List = """
        def names(account='000000000000', region='us-east-1'):
            gateway, logs, iam, functions, ecr = [client(name, account, region) for name in ('apigateway', 'logs', 'iam', 'lambda', 'ecr')]
            found = [api['name'] for api in gateway.get_rest_apis()['items']]
            found += [key['name'] for key in gateway.get_api_keys()['items']]
            found += [plan['name'] for plan in gateway.get_usage_plans()['items']]
            found += [group['logGroupName'] for group in logs.describe_log_groups()['logGroups']]
            found += [function['FunctionName'] for function in functions.list_functions()['Functions']]
            found += [repository['repositoryName'] for repository in ecr.describe_repositories()['repositories']]
            return found

        """;

    [Fact]
    public async Task WhatOneAccountHas_IsNothingToOthersAndElsewhere()
    {
        var seen = await jobs.Server.ScriptAsync(List + """
            mine = names()
            for name in ('jobs-api', 'jobs-api-key', 'jobs-api-plan', '/aws/lambda/jobs-api'):
                assert name in mine, (name, mine)
            print(names(account='111111111111'), names(region='eu-west-1'), [role['RoleName'] for role in client('iam', '111111111111').list_roles()['Roles']])
            """);

        Assert.Equal("[] [] []", seen);
    }

    [Fact]
    public async Task ThingsOfAnotherAccount_AreNotFoundByTheirNames()
    {
        var seen = await jobs.Server.ScriptAsync($"""
            other = '222222222222'
            for answer in [
                error(client('apigateway', other).get_rest_api, restApiId='{jobs.Id}'),
                error(client('lambda', other).get_function, FunctionName='{jobs.FunctionName}'),
                error(client('ecr', other).describe_repositories, repositoryNames=['jobs-api']),
                error(client('iam', other).get_role, RoleName='jobs-api-role'),
                error(client('logs', other).describe_log_streams, logGroupName='/aws/lambda/jobs-api')]:
                print(answer[0])
            print(client('sts', other).get_caller_identity()['Account'])
            """);

        Assert.Equal(
            ["NotFoundException", "ResourceNotFoundException", "RepositoryNotFoundException", "NoSuchEntity", "ResourceNotFoundException", "222222222222"], seen.Split('\n'));
    }

    [Fact]
    public async Task TheSameNamesInAnotherAccount_AreOtherThings()
    {
        var seen = await jobs.Server.ScriptAsync("""
            ecr = client('ecr', '333333333333')
            print(ecr.create_repository(repositoryName='jobs-api')['repository']['repositoryArn'])
            client('logs', '333333333333').create_log_group(logGroupName='/aws/lambda/jobs-api')
            print(client('logs', '333333333333').describe_log_groups()['logGroups'][0]['arn'])
            print(len(ecr.list_images(repositoryName='jobs-api')['imageIds']))
            """);

        Assert.Equal(
            ["arn:aws:ecr:us-east-1:333333333333:repository/jobs-api", "arn:aws:logs:us-east-1:333333333333:log-group:/aws/lambda/jobs-api:*", "0"], seen.Split('\n'));
    }

    [Fact]
    public async Task KeyOfAnotherAccount_OpensNothingHere()
    {
        var key = await jobs.Server.ScriptAsync("print(client('apigateway', '444444444444').create_api_key(name='theirs', enabled=True)['value'])");

        var answer = await Answer.OfAsync("-H", $"x-api-key: {key}", jobs.Url + "/jobs/1");

        Assert.Equal(403, answer.Status);
        var explained = await jobs.Server.CommandAsync("explain", answer.RequestId!);
        Assert.Contains("Refused: KeyUnknown", explained.Output, StringComparison.Ordinal);
    }
}
