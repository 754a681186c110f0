using System.Net;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Lambda.Tests.Functions;

public sealed class UpdateFunctionTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    [Fact]
    public async Task NewConfiguration_GoesThroughInProgressToSuccessful()
    {
        var story = await host.RunAsync(
            """
            create('config', Environment=dict(Variables=dict(AA='1')))
            before = l.get_function_configuration(FunctionName='config')
            r = l.update_function_configuration(FunctionName='config', Timeout=9, Environment=dict(Variables=dict(AA='2')))
            print(r['State'], r['LastUpdateStatus'], r['LastUpdateStatusReason'], r['LastUpdateStatusReasonCode'], r['Timeout'], r['RevisionId'] != before['RevisionId'])
            updated('config')
            now = l.get_function_configuration(FunctionName='config')
            print(now['LastUpdateStatus'], 'LastUpdateStatusReason' in now, now['RevisionId'] != r['RevisionId'], now['MemorySize'])
            print(l.invoke(FunctionName='config', Payload=b'{"env":"AA"}')['Payload'].read().decode())
            """);

        Assert.Equal("Active InProgress The function is being created. Creating 9 True\nSuccessful False True 128\n2", story);
    }

    [Fact]
    public async Task MovedTag_ChangesNothingUntilTheCodeIsUpdated()
    {
        host.Images.Push("moving", TestImage.Actor("old"));
        await host.CreateAsync("moving", tag: "moving");
        var digest = host.Images.Push("moving", TestImage.Actor("new"));

        Assert.Equal("/actor|old|", (await host.InvokeAsync("moving", """{"args":""}""")).Body);

        var update = await UpdateCodeAsync("moving", "moving");
        var settled = await host.SettledAsync("moving");

        Assert.Equal((HttpStatusCode.OK, "InProgress", digest[7..]), (update.Status, (string?)update.Json["LastUpdateStatus"], (string?)settled["CodeSha256"]));
        Assert.Equal("/actor|new|", (await host.InvokeAsync("moving", """{"args":""}""")).Body);
    }

    [Fact]
    public async Task FailedUpdate_LeavesTheOldCodeServing()
    {
        host.Images.Name("lost", "sha256:" + new string('7', 64), FakeImages.Manifest);
        await host.CreateAsync("keeps");

        await UpdateCodeAsync("keeps", "lost");
        var settled = await host.SettledAsync("keeps");

        Assert.Equal(("Active", "Failed", "ImageDeleted"), ((string?)settled["State"], (string?)settled["LastUpdateStatus"], (string?)settled["LastUpdateStatusReasonCode"]));
        Assert.Equal("/actor|one|", (await host.InvokeAsync("keeps", """{"args":""}""")).Body);
    }

    [Fact]
    public async Task RunningInvocation_IsNotKilledByAnUpdate()
    {
        await host.CreateAsync("busy", ""","Timeout":20""");
        var running = host.InvokeAsync("busy", """{"pause":"1500"}""");

        await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/busy/configuration", """{"MemorySize":192}""");
        await host.SettledAsync("busy");

        Assert.Equal("192", (await host.InvokeAsync("busy", """{"env":"AWS_LAMBDA_FUNCTION_MEMORY_SIZE"}""")).Body);
        Assert.Equal("null", (await running).Body);
    }

    [Fact]
    public async Task WrongRevision_IsRefused()
    {
        await host.CreateAsync("revision");

        var refused = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/revision/configuration", """{"Timeout":5,"RevisionId":"old"}""");

        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.Status);
        Assert.Equal(
            """{"Type":"User","message":"The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"}""",
            refused.Body);
    }

    [Fact]
    public async Task DryRun_ChangesNothing()
    {
        var digest = host.Images.Push("dry", TestImage.Actor("dry"));
        await host.CreateAsync("dry");

        var answer = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/dry/code", $$"""{"ImageUri":"{{LambdaHost.Image}}:dry","DryRun":true}""");

        Assert.Equal(digest[7..], (string?)answer.Json["CodeSha256"]);
        Assert.NotEqual(digest[7..], (string?)(await host.SettledAsync("dry"))["CodeSha256"]);
    }

    [Fact]
    public async Task EmptyImageConfig_TakesTheOverridesAway()
    {
        await host.CreateAsync("overrides", ""","ImageConfig":{"Command":["x"],"WorkingDirectory":"/tmp"}""");

        await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/overrides/configuration", """{"ImageConfig":{}}""");
        var settled = await host.SettledAsync("overrides");

        Assert.Null(settled["ImageConfigResponse"]);
        Assert.Equal("/actor|one|", (await host.InvokeAsync("overrides", """{"args":""}""")).Body);
    }

    [Fact]
    public async Task ZipForAnImageFunction_IsRefused()
    {
        await host.CreateAsync("nozip");

        var refused = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/nozip/code", """{"ZipFile":"UEs="}""");

        Assert.Equal("Please provide ImageUri when updating a function with packageType Image.", (string?)refused.Json["message"]);
    }

    [Fact]
    public async Task MissingFunction_IsNotFound()
    {
        var refused = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/nobody/configuration", """{"Timeout":5}""");

        Assert.Equal((HttpStatusCode.NotFound, $$"""{"Type":"User","Message":"Function not found: {{LambdaHost.Arn}}nobody"}"""), (refused.Status, refused.Body));
    }

    [Fact]
    public async Task DeletedFunction_CanBeMadeAgain()
    {
        await host.CreateAsync("again");

        var deleted = await host.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/again");

        Assert.Equal((HttpStatusCode.NoContent, ""), (deleted.Status, deleted.Body));
        Assert.Equal(HttpStatusCode.NotFound, (await host.InvokeAsync("again", "{}")).Status);
        await host.CreateAsync("again");
        Assert.Equal("{}", (await host.InvokeAsync("again", "{}")).Body);
    }

    private Task<Reply> UpdateCodeAsync(string name, string tag) =>
        host.SendAsync(HttpMethod.Put, $"/2015-03-31/functions/{name}/code", $$"""{"ImageUri":"{{LambdaHost.Image}}:{{tag}}"}""");
}
