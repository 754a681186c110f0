namespace Gatehouse.Server.Tests.Stories;

/// <summary>A function calls the server that runs it.</summary>
[Collection(JobsApiStories.Name)]
public sealed class FunctionCallerTests(JobsApi jobs)
{
    [Fact]
    public async Task FunctionThatAsksForWhatIsTheOwners_IsRefusedWhereTheOwnerIsNot()
    {
        var echo = await jobs.EchoAsync();
        string[] paths = ["/_gatehouse/requests", "/_gatehouse/usage", "/_gatehouse/clock", "//_gatehouse/usage", "/_gatehouse/health", $"/_aws/execute-api/{echo.Id}/v1/open"];

        var said = await jobs.Server.ScriptAsync($$"""
            ask = [{'path': path} for path in {{Python(paths)}}]
            print(client('lambda').invoke(FunctionName='echo', Payload=json.dumps({'ask': ask}))['Payload'].read().decode())
            """);
        var owner = await Answer.OfAsync(jobs.Server.Address + "_gatehouse/requests");

        Assert.Equal("[403,403,403,403,200,200]", said);
        Assert.Equal(200, owner.Status);
    }

    private static string Python(IEnumerable<string> words) => "[" + string.Join(',', words.Select(word => $"'{word}'")) + "]";
}
