namespace Gatehouse.Server.Tests.Stories;

/// <summary>A function's own URL, called as its owner finds it and as AWS would have it.</summary>
public sealed class FunctionUrlTests
{
    [Fact]
    public async Task FunctionUrl_IsCalledByBothItsNames()
    {
        await using var server = await StoryServer.StartAsync();
        await EchoApi.MakeAsync(server);
        var url = await server.ScriptAsync("""
            functions = client('lambda')
            functions.add_permission(FunctionName='echo', StatementId='url', Action='lambda:InvokeFunctionUrl', Principal='*', FunctionUrlAuthType='NONE')
            print(functions.create_function_url_config(FunctionName='echo', AuthType='NONE')['FunctionUrl'])
            """);
        var id = new Uri(url).Host.Split('.')[0];

        var own = await Answer.OfAsync(url + "restapis/x/y/_user_request_/?a=1");
        var aws = await Answer.OfAsync("-k", "--connect-to", $"::localhost:{server.Port}", $"https://{id}.lambda-url.us-east-1.on.aws/jobs");
        var unknown = await Answer.OfAsync(url.Replace(id, new string('a', 32), StringComparison.Ordinal));

        Assert.Equal(200, own.Status);
        Assert.Contains("\"rawPath\":\"/restapis/x/y/_user_request_/\"", own.Body, StringComparison.Ordinal);
        Assert.Equal(200, aws.Status);
        Assert.Contains("\"x-forwarded-proto\":\"https\"", aws.Body, StringComparison.Ordinal);
        Assert.Equal((403, """{"Message":null}"""), (unknown.Status, unknown.Body));
    }
}
