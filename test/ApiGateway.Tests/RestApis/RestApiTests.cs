using System.Text.Json;
using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.RestApis;

public sealed class RestApiTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task NewApi_HasAwssDefaultsAndNothingElse()
    {
        var answer = await _host.AnswerAsync(HttpMethod.Post, "/restapis", """{"name":"plain"}""");

        using var body = JsonDocument.Parse(answer[(answer.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var (id, root, created) = (body.RootElement.GetProperty("id"), body.RootElement.GetProperty("rootResourceId"), body.RootElement.GetProperty("createdDate"));
        Assert.Matches("^[a-z0-9]{10}$", id.GetString());
        Assert.Matches("^[a-z0-9]{10}$", root.GetString());
        Assert.Equal(
            $$"""201 {"id":"{{id}}","name":"plain","createdDate":{{created.GetInt64()}},"apiKeySource":"HEADER","endpointConfiguration":{"types":["EDGE"],"ipAddressType":"ipv4"},"disableExecuteApiEndpoint":false,"rootResourceId":"{{root}}"}""",
            answer);
    }

    [Theory]
    [InlineData("""{}""", "400 ValidationException {\"message\":\"1 validation error detected: Value null at 'createRestApiInput.name' failed to satisfy constraint: Member must not be null\"}")]
    [InlineData("""{"name":"a","description":""}""", "400 BadRequestException {\"message\":\"Description cannot be an empty string\"}")]
    [InlineData("""{"name":"a","minimumCompressionSize":10485761}""", "400 BadRequestException {\"message\":\"Invalid minimum compression size, must be between 0 and 10485760\"}")]
    [InlineData("""{"name":"a","endpointConfiguration":{"types":["EDGE","REGIONAL"]}}""", "400 BadRequestException {\"message\":\"Cannot create an api with multiple Endpoint Types.\"}")]
    [InlineData("""{"name":"a","endpointConfiguration":{"types":[]}}""", "400 BadRequestException {\"message\":\"REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.\"}")]
    [InlineData("""{"name":"a","endpointConfiguration":{"types":["MOON"]}}""", "400 BadRequestException {\"message\":\"Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE\"}")]
    [InlineData("""{"name":"a","endpointConfiguration":{"types":["PRIVATE"],"ipAddressType":"ipv4"}}""", "400 BadRequestException {\"message\":\"Only dualstack ipAddressType is supported for Private APIs.\"}")]
    [InlineData("""{"name":"a","endpointConfiguration":{"ipAddressType":"x"}}""", "400 ValidationException {\"message\":\"1 validation error detected: Value 'x' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]\"}")]
    [InlineData("""{"name":true}""", "400 SerializationException {\"message\":\"class java.lang.Boolean can not be converted to an String\"}")]
    [InlineData("""{"name":1}""", "400 SerializationException {\"message\":\"class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String\"}")]
    public async Task BadCreate_IsRefusedInAwssWords(string request, string expected) =>
        Assert.Equal(expected, await _host.AnswerAsync(HttpMethod.Post, "/restapis", request));

    [Fact]
    public async Task UnknownApi_IsNotFoundEverywhere()
    {
        const string expected = "404 NotFoundException {\"message\":\"Invalid API identifier specified 000000000000:nothere\"}";

        Assert.Equal(expected, await _host.AnswerAsync(HttpMethod.Get, "/restapis/nothere"));
        Assert.Equal(expected, await _host.AnswerAsync(HttpMethod.Delete, "/restapis/nothere"));
        Assert.Equal(expected, await _host.AnswerAsync(HttpMethod.Patch, "/restapis/nothere", "{}"));
        Assert.Equal(expected, await _host.AnswerAsync(HttpMethod.Get, "/restapis/nothere/resources"));
        Assert.Equal(expected, await _host.AnswerAsync(HttpMethod.Get, "/restapis/nothere/stages"));
        Assert.Equal(expected, await _host.AnswerAsync(HttpMethod.Post, "/restapis/nothere/deployments", "{}"));
    }

    [Fact]
    public async Task Policy_ComesBackWithItsQuotesEscapedTwice()
    {
        var shown = await _host.PythonAsync(
            """
            policy = json.dumps({'Version': '2012-10-17', 'Statement': []})
            api = gw.create_rest_api(name='policed', policy=policy)['id']
            print(gw.get_rest_api(restApiId=api)['policy'] == policy.replace('"', '\\"'))
            gw.update_rest_api(restApiId=api, patchOperations=[{'op': 'replace', 'path': '/policy', 'value': ''}])
            print('policy' in gw.get_rest_api(restApiId=api))
            """);

        Assert.Equal("True\nFalse", shown);
    }

    [Fact]
    public async Task Patches_ChangeWhatTheyNameInOrder()
    {
        var shown = await _host.PythonAsync(
            """
            api = gw.create_rest_api(name='before', binaryMediaTypes=['image/png', 'image/jpg'], minimumCompressionSize=10)['id']
            def patch(*operations):
                return gw.update_rest_api(restApiId=api, patchOperations=list(operations))
            changed = patch({'op': 'replace', 'path': '/name', 'value': 'after'}, {'op': 'replace', 'path': '/description', 'value': 'd'},
                {'op': 'replace', 'path': '/binaryMediaTypes/image~1png', 'value': 'image/gif'}, {'op': 'add', 'path': '/binaryMediaTypes/a~1b'},
                {'op': 'replace', 'path': '/endpointConfiguration/types/EDGE', 'value': 'REGIONAL'}, {'op': 'replace', 'path': '/minimumCompressionSize', 'value': ''})
            print(changed['name'], changed['description'], changed['binaryMediaTypes'], changed['endpointConfiguration'], 'minimumCompressionSize' in changed, changed['tags'])
            print(error(patch) if False else patch()['name'])
            for operation in [{'op': 'replace', 'path': '/binaryMediaTypes', 'value': 'x'}, {'op': 'add', 'path': '/nothing', 'value': 'x'}, {'op': 'replace'}]:
                print(error(gw.update_rest_api, restApiId=api, patchOperations=[{'op': 'replace', 'path': '/name', 'value': 'lost'}, operation]))
            print(gw.get_rest_api(restApiId=api)['name'])
            """);

        Assert.Equal(
            """
            after d ['image/jpg', 'image/gif', 'a/b'] {'types': ['REGIONAL'], 'ipAddressType': 'ipv4'} False {}
            after
            ('BadRequestException', 'Invalid patch path /binaryMediaTypes', 400)
            ('BadRequestException', 'Invalid patch path /nothing', 400)
            ('BadRequestException', 'Invalid patch path null', 400)
            after
            """,
            shown);
    }

    [Fact]
    public async Task UnknownPatchOperation_IsAValidationErrorWithItsPlace() => Assert.Equal(
        "400 ValidationException {\"message\":\"1 validation error detected: Value 'x' at 'updateRestApiInput.patchOperations.1.member.op' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [add, remove, move, test, replace, copy]\"}",
        await _host.AnswerAsync(HttpMethod.Patch, "/restapis/any", """{"patchOperations":[{"op":"x","path":"/name"}]}"""));

    [Fact]
    public async Task Lists_PageUntilNothingIsLeft()
    {
        var shown = await _host.PythonAsync(
            """
            gw = client('apigateway', '111111111111')
            made = {gw.create_rest_api(name='api-%d' % i)['id'] for i in range(7)}
            pages = [[api['id'] for api in page['items']] for page in gw.get_paginator('get_rest_apis').paginate(PaginationConfig={'PageSize': 3})]
            print([len(page) for page in pages], {id for page in pages for id in page} == made, 'position' in gw.get_rest_apis())
            print(error(gw.get_rest_apis, position='!'))
            """);

        Assert.Equal("[3, 3, 1] True False\n('BadRequestException', 'Invalid position specified', 400)", shown);
    }

    [Fact]
    public async Task Deletion_TakesEverythingOfTheApiAlong()
    {
        var shown = await _host.PythonAsync(
            """
            gw = client('apigateway', '222222222222')
            api = gw.create_rest_api(name='doomed')
            at = dict(restApiId=api['id'], resourceId=api['rootResourceId'], httpMethod='GET')
            gw.put_method(**at, authorizationType='NONE')
            gw.put_integration(**at, type='MOCK')
            gw.create_deployment(restApiId=api['id'], stageName='live')
            print(gw.delete_rest_api(restApiId=api['id'])['ResponseMetadata']['HTTPStatusCode'], error(gw.get_stage, restApiId=api['id'], stageName='live')[0])
            """);

        Assert.Equal("202 NotFoundException", shown);
        var left = await _host.Wire.Store.ScanAsync("apigateway-", null, int.MaxValue, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(left, row => row.Key.Contains("/222222222222/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AccountsAndRegions_SeeTheirOwnOnly()
    {
        var shown = await _host.PythonAsync(
            """
            id = client('apigateway', '333333333333').create_rest_api(name='mine')['id']
            print(error(client('apigateway', '444444444444').get_rest_api, restApiId=id)[1] == 'Invalid API identifier specified 444444444444:' + id)
            print(error(client('apigateway', '333333333333', 'eu-west-1').get_rest_api, restApiId=id)[0])
            """);

        Assert.Equal("True\nNotFoundException", shown);
    }
}
