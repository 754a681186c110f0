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

        await StreamsWhatNodeWritesAsync(server, url);
    }

    // With the same function: making its image takes longer than all of this.
    private static async Task StreamsWhatNodeWritesAsync(StoryServer server, string url)
    {
        await server.ScriptAsync("client('lambda').update_function_url_config(FunctionName='echo', InvokeMode='RESPONSE_STREAM')");

        var whole = await Answer.OfAsync("-N", url + "stream");
        var timed = await GatehouseProcess.CurlAsync("-s", "-N", "-o", server.In("stream"), "-w", "%{time_starttransfer} %{time_total}", url + "stream");
        var second = await GatehouseProcess.CurlAsync("-s", "-k", "--http2", "-i", "--connect-to", $"::localhost:{server.Port}", $"https://{new Uri(url).Host.Split('.')[0]}.lambda-url.us-east-1.on.aws/stream");
        var broken = await GatehouseProcess.CurlAsync("-s", "-N", url + "broken");

        Assert.Equal((202, "text/event-stream", "a=1", "chunked"), (whole.Status, whole["Content-Type"], whole["Set-Cookie"], whole["Transfer-Encoding"]));
        Assert.Equal("data: first\n\ndata: second\n\n", whole.Body);
        var times = timed.Output.Split(' ').Select(time => double.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.True(times[1] - times[0] > 0.8, $"The first bytes came after {times[0]} s and the last after {times[1]} s.");
        Assert.StartsWith("HTTP/2 202", second.Output, StringComparison.Ordinal);
        Assert.EndsWith("data: first\n\ndata: second\n\n", second.Output, StringComparison.Ordinal);
        Assert.Equal((18, "data: first\n\n"), (broken.ExitCode, broken.Output));
        Assert.Equal(
            """
            [b'{"statusCode":202,"headers":{"Content-Type":"text/event-stream"},"cookies":["a=1"]}\x00\x00\x00\x00\x00\x00\x00\x00data: first\n\n'] {'ErrorCode': 'Unhandled', 'ErrorDetails': '{"errorMessage":"halfway"}'}
            """,
            await server.ScriptAsync("""
                chunks, end = [], None
                for event in client('lambda').invoke_with_response_stream(FunctionName='echo', Payload='{"rawPath":"/broken"}')['EventStream']:
                    if 'PayloadChunk' in event: chunks.append(event['PayloadChunk']['Payload'])
                    else: end = event['InvokeComplete']
                print([b''.join(chunks)], end)
                """));
    }
}
