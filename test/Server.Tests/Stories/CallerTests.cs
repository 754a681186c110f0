using System.Text;
using System.Text.Json;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>The AWS CLI and boto3 call a function and read its log, as curl calls the API.</summary>
[Collection(JobsApiStories.Name)]
public sealed class CallerTests(JobsApi jobs)
{
    [Fact]
    public async Task InvokeByTheCommandLine_GivesThePayloadAndTheLogTail()
    {
        await jobs.EchoAsync();
        var file = jobs.Server.In("invoked.json");

        var said = await jobs.Server.Tool.RunAsync(
            "aws", "lambda", "invoke", "--function-name", "echo", "--payload", Payload("""{"from":"aws"}"""), "--log-type", "Tail", "--output", "json", file);

        Assert.Equal("""{"from":"aws"}""", await File.ReadAllTextAsync(file));
        using var answer = JsonDocument.Parse(said);
        Assert.Equal(200, answer.RootElement.GetProperty("StatusCode").GetInt32());
        Assert.Equal("$LATEST", answer.RootElement.GetProperty("ExecutedVersion").GetString());
        var tail = Encoding.UTF8.GetString(answer.RootElement.GetProperty("LogResult").GetBytesFromBase64());
        Assert.Matches(
            @"\ASTART RequestId: (\S+) Version: \$LATEST\n(?s:.*)called with no path\n(?s:.*)END RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\t", tail);
    }

    [Fact]
    public async Task InvokeByBoto3_GivesPayloadErrorsAndAsynchronousCalls()
    {
        await jobs.EchoAsync();

        var said = await jobs.Server.ScriptAsync("""
            functions = client('lambda')
            answer = functions.invoke(FunctionName='echo', Payload=b'{"from": "boto3"}')
            print(answer['StatusCode'], answer.get('FunctionError'), answer['Payload'].read().decode())
            answer = functions.invoke(FunctionName='echo', Payload=b'{"path": "/error"}')
            print(answer['StatusCode'], answer.get('FunctionError'), answer['Payload'].read().decode())
            print(functions.invoke(FunctionName='echo', InvocationType='Event', Payload=b'{}')['StatusCode'])
            print(functions.invoke(FunctionName='echo', InvocationType='DryRun', Payload=b'{}')['StatusCode'])
            """);

        Assert.Equal(
            ["""200 None {"from":"boto3"}""", """200 Unhandled {"errorType":"Sorry","errorMessage":"it went wrong"}""", "202", "204"], said.Split('\n'));
    }

    [Fact]
    public async Task LogOfTheFunction_IsReadByTheCommandLine()
    {
        var echo = await jobs.EchoAsync();
        var answer = await Answer.OfAsync("-H", echo.WithKey, echo.Url + "/for-the-log");
        Assert.Equal(200, answer.Status);

        // Version 1 of the AWS CLI has no tail; it makes the same calls under another name.
        var version = await jobs.Server.Tool.RunAsync("aws", "--version");
        var log = await jobs.Server.Tool.RunAsync("aws", version.StartsWith("aws-cli/1.", StringComparison.Ordinal)
            ? ["logs", "filter-log-events", "--log-group-name", "/aws/lambda/echo", "--query", "events[].[message]", "--output", "text"]
            : ["logs", "tail", "/aws/lambda/echo", "--since", "10m", "--format", "short"]);

        Assert.Contains("called with /for-the-log", log, StringComparison.Ordinal);
        Assert.Matches(@"START RequestId: \S+ Version: \$LATEST", log);
        Assert.Matches(@"END RequestId: \S+", log);
        Assert.Matches(@"REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 512 MB\tMax Memory Used: \d+ MB", log);
    }

    [Fact]
    public async Task SignedTestOfAMethod_RunsItWithoutAKey()
    {
        var said = await jobs.Server.ScriptAsync($"""
            gateway = client('apigateway')
            resource = [item['id'] for item in gateway.get_resources(restApiId='{jobs.Id}')['items'] if item['path'] == '/jobs/{"{jobId}"}'][0]
            answer = gateway.test_invoke_method(restApiId='{jobs.Id}', resourceId=resource, httpMethod='GET', pathWithQueryString='/jobs/9')
            print(answer['status'], answer['body'])
            """);

        Assert.Equal("""200 {"message": "job[9] is done"}""", said);
    }

    // Version 1 of the AWS CLI takes the payload as it is, version 2 in base64 unless it is told otherwise; a file is read as it is by both.
    private string Payload(string json)
    {
        var file = jobs.Server.In("payload.json");
        File.WriteAllText(file, json);
        return "fileb://" + file;
    }
}
