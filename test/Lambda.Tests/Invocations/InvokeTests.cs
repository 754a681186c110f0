using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Invocations;

public sealed class InvokeTests(LambdaHost host) : IClassFixture<LambdaHost>, IAsyncLifetime
{
    private const string Path = "/2015-03-31/functions/invoked/invocations";

    public async ValueTask InitializeAsync()
    {
        if ((await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/invoked")).Status == HttpStatusCode.NotFound)
        {
            await host.CreateAsync("invoked", ""","Timeout":1""");
        }
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Payload_ComesBackByteForByte()
    {
        var reply = await SendAsync("""{ "a" : [1,  2] }""");

        Assert.Equal((HttpStatusCode.OK, """{ "a" : [1,  2] }""", "application/json", "$LATEST"),
            (reply.Status, reply.Body, reply.Headers["Content-Type"], reply.Headers["X-Amz-Executed-Version"]));
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", reply.Headers["X-Amzn-Trace-Id"]);
        Assert.False(reply.Headers.ContainsKey("X-Amz-Function-Error"));
        Assert.False(reply.Headers.ContainsKey("X-Amz-Log-Result"));
        Assert.Contains($"START RequestId: {reply.Headers["x-amzn-RequestId"]} Version: $LATEST", host.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoPayload_IsAnEmptyEvent()
    {
        Assert.Equal("{}", (await SendAsync("")).Body);
    }

    [Fact]
    public async Task FunctionError_IsAnsweredWith200()
    {
        var reply = await SendAsync("""{"error":"Custom"}""");

        Assert.Equal((HttpStatusCode.OK, "Unhandled"), (reply.Status, reply.Headers["X-Amz-Function-Error"]));
        Assert.Equal("""{"errorMessage":"it broke","errorType":"Custom","stackTrace":[]}""", reply.Body);
    }

    [Fact]
    public async Task FunctionTimeout_NamesTheRequest()
    {
        var reply = await SendAsync("""{"sleep":""}""");

        Assert.Equal("Unhandled", reply.Headers["X-Amz-Function-Error"]);
        Assert.Equal($$"""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {{reply.Headers["x-amzn-RequestId"]}} Error: Task timed out after 1.00 seconds"}""", reply.Body);
    }

    [Fact]
    public async Task LogTail_IsBase64OfTheLastLines()
    {
        var reply = await SendAsync("""{"print":"hello"}""", ("X-Amz-Log-Type", "Tail"));
        var tail = Encoding.UTF8.GetString(Convert.FromBase64String(reply.Headers["X-Amz-Log-Result"]));

        Assert.StartsWith("START RequestId: ", tail, StringComparison.Ordinal);
        Assert.Contains("out hello\n", tail, StringComparison.Ordinal);
        Assert.Contains("REPORT RequestId: ", tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_RunsNothing()
    {
        var reply = await SendAsync("""{"exit":"1"}""", ("X-Amz-Invocation-Type", "DryRun"));

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData("{\"a\":", "Could not parse request body into json: Could not parse payload into json: Unexpected end-of-input")]
    [InlineData("nonsense", "Could not parse request body into json: Could not parse payload into json: Unexpected character ('n' (code 110))")]
    [InlineData("{} x", "Could not parse request body into json: Could not parse payload into json: Unexpected character ('x' (code 120))")]
    public async Task PayloadThatIsNotJson_IsRefused(string payload, string message)
    {
        var reply = await SendAsync(payload);

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequestContentException"), (reply.Status, reply.Headers["x-amzn-ErrorType"]));
        Assert.StartsWith(message, (string?)reply.Json["message"], StringComparison.Ordinal);
        Assert.Equal("User", (string?)reply.Json["Type"]);
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0x87, 0x22 }, 1, 3)]
    [InlineData(new byte[] { 0x7b, 0x22, 0x87, 0x22, 0x7d }, 1, 4)] // no JSON either: the byte comes first
    [InlineData(new byte[] { 0x5b, 0x0a, 0x22, 0xc3, 0xa4, 0x87, 0x22, 0x5d }, 2, 5)]
    public async Task BytesThatAreNotUtf8_AreRefusedInAmazonsWords(byte[] payload, int line, int column)
    {
        var reply = await SendAsync(payload);

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequestContentException"), (reply.Status, reply.Headers["x-amzn-ErrorType"]));
        Assert.Equal(
            "Could not parse request body into json: Could not parse payload into json: Invalid UTF-8 start byte 0x87\n" +
            $" at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {line}, column: {column}]",
            (string?)reply.Json["message"]);
    }

    [Fact]
    public async Task PayloadOverSixMegabytes_IsRefusedBeforeItIsRead()
    {
        var reply = await SendAsync(new byte[6291457]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.Status);
        Assert.Equal("""{"Type":"User","message":"6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"}""", reply.Body);
    }

    [Fact]
    public async Task EventOverOneMegabyte_IsRefused()
    {
        var reply = await SendAsync(new byte[1048577], ("X-Amz-Invocation-Type", "Event"));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "RequestTooLargeException"), (reply.Status, reply.Headers["x-amzn-ErrorType"]));
    }

    [Theory]
    [InlineData("X-Amz-Invocation-Type", "Later", "1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]")]
    [InlineData("X-Amz-Log-Type", "All", "1 validation error detected: Value 'All' at 'logType' failed to satisfy constraint: Member must satisfy enum value set: [None, Tail]")]
    [InlineData("X-Amz-Client-Context", "%%%", "Client context must be a valid Base64-encoded JSON object.")]
    [InlineData("X-Amz-Client-Context", "bm90IGpzb24=", "Client context must be a valid Base64-encoded JSON object.")]
    [InlineData("X-Amz-Tenant-Id", "t", "Gatehouse does not implement the header X-Amz-Tenant-Id.")]
    public async Task BadHeader_IsRefused(string name, string value, string message)
    {
        var reply = await SendAsync("{}", (name, value));

        Assert.Equal((HttpStatusCode.BadRequest, message), (reply.Status, (string?)reply.Json["message"]));
    }

    [Fact]
    public async Task ClientContext_CannotBringHeadersOfItsOwn()
    {
        // Valid JSON whose white space would end the header and begin another.
        var context = Convert.ToBase64String("{\"a\":\r\nX-Evil: 1\r\n\"b\"}"u8);
        var spaced = Convert.ToBase64String("{\"a\":\r\n\r\n\"é\"}"u8);

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("{}", ("X-Amz-Client-Context", context))).Status);
        Assert.Equal("{}", (await SendAsync("{}", ("X-Amz-Client-Context", spaced))).Body);
    }

    [Fact]
    public async Task MissingFunction_IsNamedWithLatest()
    {
        var reply = await host.InvokeAsync("nobody", "{}");

        Assert.Equal((HttpStatusCode.NotFound, $$"""{"Type":"User","Message":"Function not found: {{LambdaHost.Arn}}nobody:$LATEST"}"""), (reply.Status, reply.Body));
    }

    [Fact]
    public async Task ReservedConcurrencyOfOne_RefusesTheSecondAtOnce()
    {
        await host.CreateAsync("single", ""","Timeout":10""");
        await host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/single/concurrency", """{"ReservedConcurrentExecutions":1}""");

        var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.InvokeAsync("single", """{"pause":"700"}""")));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        var throttled = replies.Where(reply => reply.Status == HttpStatusCode.TooManyRequests).ToArray();
        Assert.Equal(2, throttled.Length);
        Assert.Equal("""{"Type":"User","Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","message":"Rate Exceeded."}""", throttled[0].Body);
        Assert.Equal("1", throttled[0].Headers["Retry-After"]);
        Assert.Equal("null", (await host.InvokeAsync("single", """{"pause":"1"}""")).Body);
    }

    [Fact]
    public async Task Boto_ReadsTheAnswer()
    {
        var read = await host.RunAsync(
            """
            r = l.invoke(FunctionName='invoked', Payload=b'{"error":"X"}', LogType='Tail', ClientContext='eyJhIjoxfQ==')
            print(r['StatusCode'], r['FunctionError'], r['ExecutedVersion'], 'LogResult' in r, json.loads(r['Payload'].read())['errorType'])
            print(l.invoke(FunctionName='invoked', InvocationType='Event')['StatusCode'], l.invoke(FunctionName='invoked', InvocationType='DryRun')['StatusCode'])
            print(l.invoke_async(FunctionName='invoked', InvokeArgs=b'{}')['Status'])
            """);

        Assert.Equal("200 Unhandled $LATEST True X\n202 204\n202", read);
    }

    private Task<Reply> SendAsync(string payload, params (string Name, string Value)[] headers) => SendAsync(Encoding.UTF8.GetBytes(payload), headers);

    private async Task<Reply> SendAsync(byte[] payload, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(payload) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", $"Credential=000000000000/20250101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature={new string('0', 64)}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await host.Wire.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }
}
