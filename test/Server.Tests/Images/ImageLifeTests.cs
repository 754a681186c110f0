using System.Text.Json;
using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Images;

/// <summary>A function keeps its image whatever becomes of the repository; what nothing needs any more is deleted.</summary>
public sealed class ImageLifeTests
{
    private const string Invoke = """
        answer = client('lambda').invoke(FunctionName='echo', Payload=json.dumps({'path': '/', 'httpMethod': 'GET', 'headers': {}, 'requestContext': {} }))
        print(answer['StatusCode'], answer.get('FunctionError'))
        """;

    [Fact]
    public async Task DeletedImage_LeavesItsFunctionRunningAcrossKillsAndCollections()
    {
        await using var server = await StoryServer.StartAsync();
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "echo");
        await NodeImage.PushAsync(server.Tool, server.In(""), await server.CredentialsAsync(), $"{server.Registry}/echo:1");
        await server.ScriptAsync($$"""
            role = client('iam').create_role(RoleName='echo', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
            functions = client('lambda')
            functions.create_function(FunctionName='echo', PackageType='Image', Role=role, Timeout=10, MemorySize=512,
                Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': '{{server.Registry}}/echo:1'})
            functions.get_waiter('function_active_v2').wait(FunctionName='echo')
            """);
        var listed = (await server.CommandAsync("images")).Output;
        Assert.Contains("echo in 000000000000/us-east-1", listed, StringComparison.Ordinal);
        Assert.Contains("used by arn:aws:lambda:us-east-1:000000000000:function:echo:$LATEST", listed, StringComparison.Ordinal);

        await server.ScriptAsync("print(client('ecr').batch_delete_image(repositoryName='echo', imageIds=[{'imageTag': '1'}])['failures'])");
        MakeOld(server);
        var tried = await CollectAsync(server, "--dry-run");
        var collected = await CollectAsync(server);
        Assert.Equal(tried.GetProperty("blobs").ToString(), collected.GetProperty("blobs").ToString());
        Assert.True(collected.GetProperty("blobs").GetProperty("deleted").GetInt32() > 1, collected.ToString());
        Assert.Equal(0, collected.GetProperty("blobs").GetProperty("kept").GetInt32());
        Assert.Equal(0, collected.GetProperty("layers").GetProperty("deleted").GetInt32());
        Assert.Contains("deleted from 000000000000/us-east-1/echo, kept by functions", (await server.CommandAsync("images")).Output, StringComparison.Ordinal);

        await server.KillAsync();
        await server.StartAgainAsync();
        Assert.Equal("200 None", (await server.ScriptAsync(Invoke)).Trim());

        await server.ScriptAsync("client('lambda').delete_function(FunctionName='echo')");
        await server.StopAsync();
        await server.StartAgainAsync();
        var layers = (await CollectAsync(server)).GetProperty("layers");
        Assert.True(layers.GetProperty("deleted").GetInt32() > 0 && layers.GetProperty("kept").GetInt32() == 0, layers.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(server.Sandboxes, "layers")));
    }

    [Theory]
    [InlineData("{\"dryRun\":1}")]
    [InlineData("{\"graceMinutes\":0}")]
    [InlineData("{\"graceMinutes\":1e99}")]
    [InlineData("{\"surprise\":true}")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task OrderThatIsNone_IsRefused(string order)
    {
        await using var server = await GatehouseProcess.ServeAsync();

        var answer = await GatehouseProcess.CurlAsync(
            "-o", "/dev/null", "-w", "%{response_code}", "-H", "Content-Type: application/json", "-d", order, $"{server.Address}_gatehouse/images/gc");

        Assert.Equal("400", answer.Output);
    }

    private static async Task<JsonElement> CollectAsync(StoryServer server, params string[] more)
    {
        var end = await server.CommandAsync(["images", "gc", "--json", .. more]);
        Assert.True(end.ExitCode == 0, end.Error);
        return JsonDocument.Parse(end.Output).RootElement;
    }

    private static void MakeOld(StoryServer server)
    {
        foreach (var file in new DirectoryInfo(server.In("data/registry")).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.LastWriteTimeUtc -= TimeSpan.FromDays(2);
        }
    }
}
