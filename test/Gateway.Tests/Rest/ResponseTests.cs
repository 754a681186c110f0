using System.IO.Compression;
using System.Net.Http.Headers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Rest;

// source: spec, REST data plane 7 to 11
public sealed class ResponseTests
{
    private const string InternalError = """{"message": "Internal server error"}""";

    [Theory]
    [InlineData("{}", 200, "")]
    [InlineData("""{"headers":{"a":"b"}}""", 200, "")]
    [InlineData("""{"headers":null,"multiValueHeaders":null,"body":null,"isBase64Encoded":null}""", 200, "")]
    [InlineData("""{"statusCode":"201","body":"x"}""", 201, "x")]
    [InlineData("""{"statusCode":418,"body":"tea\n\"\u00fc\""}""", 418, "tea\n\"ü\"")]
    [InlineData("""{"body":"AQI=","isBase64Encoded":true}""", 200, "AQI=")] // no binary types: text as it is
    [InlineData("""{"statusCode":204,"body":"dropped"}""", 204, "")]
    [InlineData("""{"statusCode":304}""", 304, "")]
    public async Task WellFormedReply_IsSent(string payload, int status, string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Replies(payload);

        Assert.Equal((status, body), await gateway.CallAsync("GET", "/stg/open/x"));
    }

    [Theory]
    [InlineData("", "(payload)")]
    [InlineData("null", "(payload)")]
    [InlineData("\"text\"", "(payload)")]
    [InlineData("12", "(payload)")]
    [InlineData("[]", "(payload)")]
    [InlineData("not json", "(payload)")]
    [InlineData("{} {}", "(payload)")]
    [InlineData("""{"statusCode":200""", "(payload)")]
    [InlineData("""{"body":"\ud800"}""", "(payload)")] // half a surrogate pair
    [InlineData("""{"statusCode":200,"wrongValue":1}""", "wrongValue")]
    [InlineData("""{"id":1}""", "id")]
    [InlineData("""{"statusCode":"test"}""", "statusCode")]
    [InlineData("""{"statusCode":true}""", "statusCode")]
    [InlineData("""{"statusCode":700}""", "statusCode")]
    [InlineData("""{"statusCode":100}""", "statusCode")]
    [InlineData("""{"headers":[]}""", "headers")]
    [InlineData("""{"headers":{"a":{}}}""", "headers")]
    [InlineData("""{"headers":{"a b":"c"}}""", "headers")]
    [InlineData("""{"headers":{"a":"b\r\nX-Evil: 1"}}""", "headers")] // must not split the response
    [InlineData("""{"multiValueHeaders":{"a":"b"}}""", "multiValueHeaders")]
    [InlineData("""{"body":{"a":1}}""", "body")]
    [InlineData("""{"body":1}""", "body")]
    [InlineData("""{"isBase64Encoded":1}""", "isBase64Encoded")]
    public async Task MalformedReply_IsABadGateway(string payload, string member)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Replies(payload);

        using var response = await gateway.SendAsync("GET", "/stg/open/x");

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal(InternalError, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("InternalServerErrorException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.True(response.Headers.Contains("X-Amzn-Trace-Id"));
        Assert.Equal(member, Assert.IsType<MalformedProxyResponse>(gateway.Engine.Journal.Last()!.Reason).Member);
    }

    [Fact]
    public async Task Headers_AreMergedRemappedAndKeepTheirCase()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Replies(
            """
            {"statusCode":200,
             "headers":{"x-Number":7,"x-Flag":true,"x-null":null,"X-both":"c","x-BOTH":"a","Content-Length":"99","Date":"never","Server":"mine",
                        "Connection":"close","WWW-Authenticate":"Basic","x-amzn-RequestId":"theirs","Transfer-Encoding":"chunked","x-amz-apigw-id":"no"},
             "multiValueHeaders":{"X-Both":["a","b"],"Set-Cookie":["s=1; Path=/","t=2"]},
             "body":"hi"}
            """);

        var answer = await gateway.RawAsync($"GET /stg/open/x HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nConnection: close\r\n\r\n");

        var lines = answer.Split("\r\n");
        foreach (var line in (string[])[
            "HTTP/1.1 200 OK", "Content-Length: 2", "Content-Type: application/json", "x-Number: 7", "x-Flag: true",
            "X-Both: a", "X-Both: b", "X-Both: c", "Set-Cookie: s=1; Path=/", "Set-Cookie: t=2",
            "x-amzn-Remapped-Content-Length: 99", "x-amzn-Remapped-Date: never", "x-amzn-Remapped-Server: mine",
            "x-amzn-Remapped-Connection: close", "x-amzn-Remapped-WWW-Authenticate: Basic", "x-amzn-Remapped-x-amzn-RequestId: theirs"])
        {
            Assert.Contains(line, lines);
        }

        Assert.Single(lines, line => line.StartsWith("X-Both: a", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(lines, line => line.StartsWith("x-null", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase));
        Assert.Single(lines, line => line.StartsWith("x-amz-apigw-id: ", StringComparison.Ordinal) && line.EndsWith('=') && line.Length == 32);
        Assert.Single(lines, line => line.StartsWith("x-amzn-RequestId: ", StringComparison.Ordinal) && line.Length == 54);
        Assert.EndsWith("\r\n\r\nhi", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnRequestId_IsTakenOver()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.SendAsync("GET", "/stg/open/x", change: request => request.Headers.Add("x-amzn-requestid", "my-own-id-1"));

        Assert.Equal("my-own-id-1", response.Headers.GetValues("x-amzn-RequestId").Single());
        Assert.NotNull(gateway.Engine.Journal.Find("my-own-id-1"));
        Assert.NotNull(gateway.Engine.Journal.Find(response.Headers.GetValues("x-amz-apigw-id").Single()));
    }

    [Theory]
    [InlineData("image/png", true)]
    [InlineData("image/png, text/html", true)] // only the first counts
    [InlineData("text/html, image/png", false)]
    [InlineData("image/*", false)] // wildcards of the caller do not match
    [InlineData("*/*", false)]
    [InlineData("application/anything", true)] // application/* is configured
    [InlineData(null, false)]
    public async Task Accept_DecidesWhetherBase64IsDecoded(string? accept, bool decoded)
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { BinaryMediaTypes = ["image/png", "application/*"] });
        gateway.Function.Replies("""{"headers":{"Content-Type":"image/png"},"body":"AQL/","isBase64Encoded":true}""");

        using var response = await gateway.SendAsync("GET", "/stg/open/x", change: request =>
        {
            if (accept is not null)
            {
                request.Headers.TryAddWithoutValidation("Accept", accept);
            }
        });

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(decoded ? [1, 2, 0xff] : "AQL/"u8.ToArray(), body);
    }

    [Fact]
    public async Task EverythingBinary_NeedsNoAccept()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { BinaryMediaTypes = ["*/*"] });
        gateway.Function.Replies("""{"body":"AQL/","isBase64Encoded":true}""");

        using var response = await gateway.SendAsync("GET", "/stg/open/x");

        Assert.Equal([1, 2, 0xff], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task UndecodableBase64_IsAnInternalError()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { BinaryMediaTypes = ["*/*"] });
        gateway.Function.Replies("""{"body":"!!","isBase64Encoded":true}""");

        Assert.Equal((500, InternalError), await gateway.CallAsync("GET", "/stg/open/x"));
    }

    [Theory]
    [InlineData(FunctionOutcome.FunctionError, 502, InternalError, ReasonKind.FunctionFailed)]
    [InlineData(FunctionOutcome.Throttled, 502, InternalError, ReasonKind.FunctionThrottled)]
    [InlineData(FunctionOutcome.IntegrationTimeout, 504, """{"message": "Endpoint request timed out"}""", ReasonKind.IntegrationTimedOut)]
    [InlineData(FunctionOutcome.EventTooLarge, 413, """{"message":"Request Too Long"}""", ReasonKind.EventTooLarge)]
    [InlineData(FunctionOutcome.Unavailable, 500, InternalError, ReasonKind.FunctionUnavailable)]
    public async Task FailedInvocation_HasItsStatus(FunctionOutcome outcome, int status, string body, ReasonKind kind)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Outcome = outcome;

        Assert.Equal((status, body), await gateway.CallAsync("GET", "/stg/open/x"));
        Assert.Equal(kind, gateway.Engine.Journal.Last()!.Kind);
    }

    [Theory]
    [InlineData(FunctionAccess.NotFound, ReasonKind.FunctionMissing)]
    [InlineData(FunctionAccess.NotPermitted, ReasonKind.NoInvokePermission)]
    public async Task FunctionThatMayNotBeInvoked_IsAnInternalError(FunctionAccess access, ReasonKind kind)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Access = access;

        Assert.Equal((500, InternalError), await gateway.CallAsync("GET", "/stg/open/x"));
        Assert.Equal(kind, gateway.Engine.Journal.Last()!.Kind);
        Assert.Null(gateway.Function.LastEvent);
    }

    [Fact]
    public async Task Head_HasTheLengthAndNoBody()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Function.Replies("""{"body":"hello"}""");

        var answer = await gateway.RawAsync($"HEAD /stg/open/x HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mock_AnswersWithItsStaticHeaders()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.SendAsync("OPTIONS", "/stg/jobs");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(response.Headers.Contains("X-Amzn-Trace-Id"));
    }

    [Theory]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("deflate, gzip", "deflate")]
    [InlineData("gzip;q=0, deflate", "deflate")]
    [InlineData("identity, gzip", null)]
    [InlineData("*", null)]
    [InlineData("br", null)]
    [InlineData(null, null)]
    public async Task AcceptEncoding_DecidesTheCompression(string? accept, string? expected)
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { MinimumCompressionSize = 10 });
        gateway.Function.Replies("""{"body":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""");

        using var response = await gateway.SendAsync("GET", "/stg/open/x", change: request => request.Headers.TryAddWithoutValidation("Accept-Encoding", accept));

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.Content.Headers.ContentEncoding.SingleOrDefault());
        using Stream plain = expected switch
        {
            "gzip" => new GZipStream(new MemoryStream(body), CompressionMode.Decompress),
            "deflate" => new ZLibStream(new MemoryStream(body), CompressionMode.Decompress),
            _ => new MemoryStream(body),
        };
        Assert.Equal(new string('a', 72), await new StreamReader(plain).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CompressedRequest_IsUnpacked()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { MinimumCompressionSize = 0 });
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("plain text"u8);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(200, (await gateway.CallAsync("POST", "/stg/open/x", null, content)).Status);
        Assert.Contains("\"body\":\"plain text\"", gateway.Function.LastEvent, StringComparison.Ordinal);

        var broken = new ByteArrayContent([1, 2, 3, 4]);
        broken.Headers.ContentEncoding.Add("gzip");
        Assert.Equal((415, """{"message":"Unsupported Media Type"}"""), await gateway.CallAsync("POST", "/stg/open/x", null, broken));
    }

    [Fact]
    public async Task CompressionBomb_StopsAtTheLimit()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { MinimumCompressionSize = 0 });
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(new byte[20_000_000]);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(413, (await gateway.CallAsync("POST", "/stg/open/x", null, content)).Status);
    }

    [Fact]
    public async Task BodyOverTenMegabytes_IsRefusedAsText()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string text = "HTTP content length exceeded 10485760 bytes.";
        var host = $"Host: {TestGateway.Api}.execute-api.localhost\r\n";

        var announced = await gateway.RawAsync($"POST /stg/open/x HTTP/1.1\r\n{host}Content-Length: 10485761\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n", text);
        Assert.StartsWith("HTTP/1.1 413 ", announced, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain", announced, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + text, announced, StringComparison.Ordinal);

        using var content = new StreamContent(new MemoryStream(new byte[10_485_761]));
        using var chunked = await gateway.SendAsync("POST", "/stg/open/x", null, content, request => request.Headers.TransferEncodingChunked = true);
        Assert.Equal(413, (int)chunked.StatusCode);
        Assert.Equal(text, await chunked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Null(gateway.Function.LastEvent);
    }

    [Theory]
    [InlineData("text/plain", 6_291_457)]
    [InlineData("image/png", 4_718_593)] // base64 makes it a third longer
    public async Task BodyThatMakesTheEventTooLarge_IsRequestTooLong(string type, int length)
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with { BinaryMediaTypes = ["image/png"] });
        var content = new ByteArrayContent(new byte[length]);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);

        Assert.Equal((413, """{"message":"Request Too Long"}"""), await gateway.CallAsync("POST", "/stg/open/x", null, content));
    }

    [Fact]
    public async Task BodyThatBreaksOff_IsJournaledAsUnreadable()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.RawAsync($"POST /stg/open/x HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(ReasonKind.BodyUnreadable, gateway.Engine.Journal.Last()!.Kind);
        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x")).Status);
    }

    [Fact]
    public async Task BodyThatNeverEnds_IsCutOffByTheServersClock()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.RawAsync($"POST /stg/open/x HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\nContent-Length: 1000\r\n\r\nabc");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Equal(ReasonKind.BodyUnreadable, gateway.Engine.Journal.Last()!.Kind);
    }

    [Fact]
    public async Task HeaderFlood_IsRefusedAndHarmless()
    {
        await using var gateway = await TestGateway.StartAsync();
        var flood = string.Concat(Enumerable.Range(0, 2000).Select(i => $"X-{i}: {i}\r\n"));

        var answer = await gateway.RawAsync($"GET /stg/open/x HTTP/1.1\r\nHost: {TestGateway.Api}.execute-api.localhost\r\n{flood}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x")).Status);
    }

    [Fact]
    public async Task LargeReply_ArrivesWhole()
    {
        await using var gateway = await TestGateway.StartAsync();
        var text = new string('x', 3_000_000) + "é";
        gateway.Function.Replies($$"""{"body":"{{text}}"}""");

        Assert.Equal((200, text), await gateway.CallAsync("GET", "/stg/open/x"));
    }

    [Fact]
    public async Task CallerWhoLeaves_IsJournaledAndHarmless()
    {
        await using var gateway = await TestGateway.StartAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Function.Wait = async (_, aborted) =>
        {
            entered.TrySetResult();
            using var registration = aborted.Register(() => left.TrySetResult());
            await left.Task;
            aborted.ThrowIfCancellationRequested();
        };

        using var cancel = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stg/open/x");
        request.Headers.Host = $"{TestGateway.Api}.execute-api.localhost";
        using var follower = gateway.Engine.Journal.Follow(new RequestFilter { Status = 499 })!;
        var call = gateway.Client.SendAsync(request, cancel.Token);
        await entered.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await left.Task;
        gateway.Function.Wait = null;

        Assert.Equal(200, (await gateway.CallAsync("GET", "/stg/open/x")).Status);
        var abandoned = await follower.NextAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(ReasonKind.CallerLeft, Assert.Single(abandoned).Kind);
    }

    [Fact]
    public async Task MissingRequiredParameters_AreNamed()
    {
        await using var gateway = await TestGateway.StartAsync(stage => stage with
        {
            Resources =
            [
                TestGateway.Resource("/v/{id}", "res", TestGateway.Open("GET") with
                {
                    RequiredParameters = ["method.request.querystring.qs1", "method.request.header.X-Token", "method.request.path.id"],
                }),
            ],
        });

        Assert.Equal((400, """{"message": "Missing required request parameters: [X-Token, qs1]"}"""), await gateway.CallAsync("GET", "/stg/v/1?qs1="));
        using var complete = await gateway.SendAsync("GET", "/stg/v/1?qs1=a", change: request => request.Headers.Add("x-token", "t"));
        Assert.Equal(200, (int)complete.StatusCode);
    }
}
