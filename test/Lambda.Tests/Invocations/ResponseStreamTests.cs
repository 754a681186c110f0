using System.Net;
using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Invocations;

/// <summary>InvokeWithResponseStream, read by boto3's own parser of event streams, which checks every length and checksum.</summary>
public sealed class ResponseStreamTests(LambdaHost host) : IClassFixture<LambdaHost>, IAsyncLifetime
{
    private const string Prelude =
        """
        import base64
        def stream(event, name='streamed', **more):
            made = l.invoke_with_response_stream(FunctionName=name, Payload=event, **more)
            chunks, end = [], None
            for event in made['EventStream']:
                if 'PayloadChunk' in event: chunks.append(event['PayloadChunk']['Payload'])
                else: end = event['InvokeComplete']
            return made, chunks, end

        """;

    public async ValueTask InitializeAsync()
    {
        if ((await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/streamed")).Status == HttpStatusCode.NotFound)
        {
            await host.CreateAsync("streamed", ""","Timeout":2""");
        }
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task StreamedReply_ComesInChunksAndOneEnd()
    {
        var story = await RunAsync(
            """
            made, chunks, end = stream('{"say":"text/plain|5~hello~^6~ world~0~~"}')
            print(made['StatusCode'], made['ExecutedVersion'], made['ResponseStreamContentType'])
            print(len(chunks) > 1, b''.join(chunks), end)
            made, chunks, end = stream('{"stream":"20971520"}')
            print(sum(map(len, chunks)), set(b''.join(chunks)), end)
            made, chunks, end = stream('{"say":"text/plain|0~~"}')
            print(chunks, end)
            """);

        Assert.Equal(
            """
            200 $LATEST application/vnd.amazon.eventstream
            True b'hello world' {}
            20971520 {115} {}
            [] {}
            """,
            story);
    }

    [Fact]
    public async Task ReplyInOnePiece_IsOneChunk()
    {
        Assert.Equal(
            """
            [b'{"a": 1}'] {}
            [262144, 262144, 175712] b
            """,
            await RunAsync(
                """
                _, chunks, end = stream('{"a": 1}')
                print(chunks, end)
                _, chunks, end = stream('{"big":"700000"}')
                print([len(c) for c in chunks], chunks[0][:1].decode())
                """));
    }

    [Fact]
    public async Task Failure_IsInTheLastEvent()
    {
        var story = await RunAsync(
            """
            _, chunks, end = stream('{"error":"Custom"}')
            print(chunks, end['ErrorCode'], end['ErrorDetails'])
            _, chunks, end = stream('{"say":"text/plain|5~hello~0~Lambda-Runtime-Function-Error-Type: Function.Broke~Lambda-Runtime-Function-Error-Body: eyJhIjoxfQ==~~"}')
            print(b''.join(chunks), end)
            _, chunks, end = stream('{"say":"text/plain|5~hello~@"}')
            print(b''.join(chunks), end['ErrorCode'], json.loads(end['ErrorDetails'])['errorType'], 'Task timed out after 2.00 seconds' in end['ErrorDetails'])
            _, chunks, end = stream('{"say":"text/plain|5~hello~zz~"}')
            print(b''.join(chunks), json.loads(end['ErrorDetails'])['errorType'])
            _, chunks, end = stream('{"exit":"1"}')
            print(chunks, json.loads(end['ErrorDetails'])['errorType'])
            """);

        Assert.Equal(
            """
            [] Unhandled {"errorMessage":"it broke","errorType":"Custom","stackTrace":[]}
            b'hello' {'ErrorCode': 'Unhandled', 'ErrorDetails': '{"a":1}'}
            b'hello' Unhandled Sandbox.Timedout True
            b'hello' Runtime.TruncatedResponse
            [] Runtime.ExitError
            """,
            story);
    }

    [Fact]
    public async Task LogTail_IsInTheLastEvent()
    {
        Assert.Equal(
            "True True",
            await RunAsync(
                """
                _, chunks, end = stream('{"say":"text/plain|5~hello~0~~"}', LogType='Tail')
                log = base64.b64decode(end['LogResult']).decode()
                print(log.startswith('START RequestId: '), 'REPORT RequestId: ' in log)
                """));
    }

    [Fact]
    public async Task InvokeOfAStream_HasItWhole()
    {
        Assert.Equal(
            """
            hello world None
            {"a":1} Unhandled
            """,
            await RunAsync(
                """
                def whole(event):
                    made = l.invoke(FunctionName='streamed', Payload=event)
                    print(made['Payload'].read().decode(), made.get('FunctionError'))
                whole('{"say":"text/plain|5~hello~^6~ world~0~~"}')
                whole('{"say":"text/plain|5~hello~0~Lambda-Runtime-Function-Error-Type: Function.Broke~Lambda-Runtime-Function-Error-Body: eyJhIjoxfQ==~~"}')
                """));
    }

    [Fact]
    public async Task WhatInvokeRefuses_IsRefusedHereToo()
    {
        var story = await RunAsync(
            """
            create('versioned', Publish=True)
            l.create_alias(FunctionName='versioned', Name='live', FunctionVersion='1')
            print(stream('{}', 'versioned', Qualifier='live')[0]['ExecutedVersion'])
            print(l.invoke_with_response_stream(FunctionName='streamed', InvocationType='DryRun')['StatusCode'])
            print(error(l.invoke_with_response_stream, FunctionName='nobody'))
            print(error(l.invoke_with_response_stream, FunctionName='streamed', Payload='nonsense')[0])
            print(error(l.invoke_with_response_stream, FunctionName='streamed', Payload='"' + 'x' * 6291456 + '"')[0])
            print(error(l.invoke_with_response_stream, FunctionName='streamed', InvocationType='Event')[0])
            l.put_function_concurrency(FunctionName='versioned', ReservedConcurrentExecutions=0)
            print(error(l.invoke_with_response_stream, FunctionName='versioned')[:2])
            """);

        Assert.Equal(
            """
            1
            204
            ('ResourceNotFoundException', 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST', 404)
            InvalidRequestContentException
            RequestTooLargeException
            ValidationException
            ('TooManyRequestsException', 'Rate Exceeded.')
            """,
            story);
    }

    private Task<string> RunAsync(string script) => host.RunAsync(Prelude + script);
}
