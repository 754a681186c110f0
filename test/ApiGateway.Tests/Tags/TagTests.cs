using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Tags;

public sealed class TagTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Tags_AreMergedAndRemovedOnEveryTaggedThing()
    {
        var shown = await _host.PythonAsync(
            """
            api = gw.create_rest_api(name='tagged')
            at = dict(restApiId=api['id'], resourceId=api['rootResourceId'], httpMethod='GET')
            gw.put_method(**at, authorizationType='NONE'); gw.put_integration(**at, type='MOCK')
            gw.create_deployment(restApiId=api['id'], stageName='live')
            key, plan = gw.create_api_key()['id'], gw.create_usage_plan(name='p')['id']
            for path in [f"restapis/{api['id']}", f"restapis/{api['id']}/stages/live", f'apikeys/{key}', f'usageplans/{plan}']:
                arn = 'arn:aws:apigateway:us-east-1::/' + path
                gw.tag_resource(resourceArn=arn, tags={'a': '1', 'b': '2'}); gw.tag_resource(resourceArn=arn, tags={'b': '3', 'c': '4'})
                print(gw.untag_resource(resourceArn=arn, tagKeys=['a', 'c'])['ResponseMetadata']['HTTPStatusCode'], gw.get_tags(resourceArn=arn)['tags'])
            print(gw.get_rest_api(restApiId=api['id'])['tags'], gw.get_stage(restApiId=api['id'], stageName='live')['tags'], gw.get_api_key(apiKey=key)['tags'], gw.get_usage_plan(usagePlanId=plan)['tags'])
            print(error(gw.get_tags, resourceArn='arn:aws:apigateway:us-east-1::/apikeys/none')[1], '/', error(gw.get_tags, resourceArn='invalid-arn')[1])
            print(error(gw.tag_resource, resourceArn='arn:aws:apigateway:us-east-1::/apikeys/' + key, tags={str(i): '' for i in range(51)})[0])
            """);

        Assert.Equal(
            """
            204 {'b': '3'}
            204 {'b': '3'}
            204 {'b': '3'}
            204 {'b': '3'}
            {'b': '3'} {'b': '3'} {'b': '3'} {'b': '3'}
            Invalid API Key identifier specified / Invalid ARN. ARN is not well formed invalid-arn
            BadRequestException
            """,
            shown);
    }

    [Fact]
    public async Task Account_KeepsItsRole()
    {
        var shown = await _host.PythonAsync(
            """
            gw = client('apigateway', '777777777777')
            account = gw.get_account(); account.pop('ResponseMetadata'); print(account)
            print(gw.update_account(patchOperations=[{'op': 'replace', 'path': '/cloudwatchRoleArn', 'value': 'arn:aws:iam::777777777777:role/r'}])['cloudwatchRoleArn'])
            print(gw.get_account()['cloudwatchRoleArn'], error(gw.update_account, patchOperations=[{'op': 'replace', 'path': '/x', 'value': 'y'}])[1])
            """);

        Assert.Equal(
            """
            {'throttleSettings': {'burstLimit': 5000, 'rateLimit': 10000.0}, 'features': ['UsagePlans'], 'apiKeyVersion': '4'}
            arn:aws:iam::777777777777:role/r
            arn:aws:iam::777777777777:role/r Invalid patch path /x
            """,
            shown);
    }
}
