using System.Globalization;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>A function that streams with the library, published as the sample is, in a sandbox of the server's.</summary>
[Collection(JobsApiStories.Name)]
public sealed class StreamingLibraryTests(JobsApi jobs)
{
    private const string Program = """
        using System.Text;
        using Gatehouse.Functions;

        var calls = 0;
        return await Function.StreamAsync(async (payload, reply, context) =>
        {
            var path = Encoding.UTF8.GetString(payload.Span);
            if (path.Contains("/refused"))
            {
                throw new InvalidOperationException("not today");
            }

            await reply.BeginHttpAsync(202, [new("Content-Type", "text/event-stream"), new("X-Call", $"{++calls}")], ["a=1"]);
            if (path.Contains("/large"))
            {
                await reply.WriteAsync(new byte[8_000_000], context.CancellationToken);
                return;
            }

            await using var text = new StreamWriter(reply, leaveOpen: true);
            await text.WriteAsync("data: first\n\n");
            await text.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
            if (path.Contains("/broken"))
            {
                throw new InvalidOperationException("halfway");
            }

            await text.WriteAsync("data: second\n\n");
        });
        """;

    [Fact]
    public async Task FunctionOfTheLibrary_StreamsToItsUrlAndToSdks()
    {
        var server = jobs.Server;
        var url = await CreateAsync(server);

        var whole = await Answer.OfAsync("-N", url);
        var timed = await GatehouseProcess.CurlAsync("-s", "-N", "-o", server.In("streamed"), "-w", "%{time_starttransfer} %{time_total}", url);
        var broken = await GatehouseProcess.CurlAsync("-s", "-N", url + "broken");
        var large = await GatehouseProcess.CurlAsync("-s", "-o", server.In("streamed"), "-w", "%{http_code} %{size_download}", url + "large");
        var refused = await Answer.OfAsync("-N", url + "refused");
        var after = await Answer.OfAsync("-N", url);

        Assert.Equal((202, "text/event-stream", "a=1", "chunked", "1"), (whole.Status, whole["Content-Type"], whole["Set-Cookie"], whole["Transfer-Encoding"], whole["X-Call"]));
        Assert.Equal("data: first\n\ndata: second\n\n", whole.Body);
        var times = timed.Output.Split(' ').Select(time => double.Parse(time, CultureInfo.InvariantCulture)).ToArray();
        Assert.True(times[1] - times[0] > 0.8, $"The first bytes came after {times[0]} s and the last after {times[1]} s.");
        Assert.Equal((18, "data: first\n\n"), (broken.ExitCode, broken.Output));
        Assert.Equal("202 8000000", large.Output);
        Assert.Equal(502, refused.Status);

        // All of them by one process: none of the errors cost the sandbox.
        Assert.Equal("5", after["X-Call"]);
        Assert.Equal(
            """
            b'{"statusCode":202,"headers":{"Content-Type":"text/event-stream","X-Call":"6"},"cookies":["a=1"]}\x00\x00\x00\x00\x00\x00\x00\x00data: first\n\ndata: second\n\n' True None
            b'{"statusCode":202,"headers":{"Content-Type":"text/event-stream","X-Call":"7"},"cookies":["a=1"]}\x00\x00\x00\x00\x00\x00\x00\x00data: first\n\n' False InvalidOperationException
            """,
            await server.ScriptAsync("""
                import time
                for path in ['/', '/broken']:
                    chunks, end = [], None
                    for event in client('lambda').invoke_with_response_stream(FunctionName='streaming', Payload=json.dumps({'rawPath': path}))['EventStream']:
                        if 'PayloadChunk' in event: chunks.append((time.monotonic(), event['PayloadChunk']['Payload']))
                        else: end = event['InvokeComplete']
                    print(b''.join(chunk for _, chunk in chunks), chunks[-1][0] - chunks[0][0] > 0.8, json.loads(end['ErrorDetails'])['errorType'] if 'ErrorDetails' in end else None)
                """));
    }

    // The image is built and pushed by the sample's own script.
    private async Task<string> CreateAsync(StoryServer server)
    {
        using var tree = new SampleTree();
        await File.WriteAllTextAsync(tree.In("samples/jobs-api/csharp/Program.cs"), Program);
        var image = $"{server.Registry}/streaming:1";
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "streaming");
        await server.Tool.RunAsync("env", $"IMAGE={image}", $"BASE_IMAGE={jobs.BaseImage}", "BUILDER=dotnet", $"ARCHITECTURE={JobsApi.Architecture}", tree.In("samples/jobs-api/build-image.sh"));
        return await server.ScriptAsync($$"""
            role = client('iam').create_role(RoleName='streaming', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
            functions = client('lambda')
            functions.create_function(FunctionName='streaming', PackageType='Image', Role=role, Timeout=20, MemorySize=512,
                Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': '{{image}}'})
            functions.get_waiter('function_active_v2').wait(FunctionName='streaming')
            functions.add_permission(FunctionName='streaming', StatementId='url', Action='lambda:InvokeFunctionUrl', Principal='*', FunctionUrlAuthType='NONE')
            print(functions.create_function_url_config(FunctionName='streaming', AuthType='NONE', InvokeMode='RESPONSE_STREAM')['FunctionUrl'])
            """);
    }
}
