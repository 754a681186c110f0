using System.Diagnostics;
using System.Net;
using System.Text;
using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Urls;

/// <summary>Calls of URLs whose invoke mode is RESPONSE_STREAM.</summary>
public sealed class UrlStreamTests(LambdaHost host) : IClassFixture<LambdaHost>, IAsyncLifetime
{
    private const string Http = "application/vnd.awslambda.http-integration-response|";
    private static readonly SemaphoreSlim s_making = new(1);
    private static Uri? s_url;

    public async ValueTask InitializeAsync()
    {
        await s_making.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            s_url = await MakeAsync("streams", ""","InvokeMode":"RESPONSE_STREAM","Cors":{"AllowOrigins":["*"]}""");
        }
        finally
        {
            s_making.Release();
        }
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task PlainStream_IsPassedOnWithItsType()
    {
        using var response = await CallAsync("say", "text/plain;x=1|5~hello~6~ world~0~~");

        Assert.Equal((HttpStatusCode.OK, "text/plain; x=1", true), (response.StatusCode, response.Content.Headers.ContentType!.ToString(), response.Headers.TransferEncodingChunked));
        Assert.Equal("hello world", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(32 + 4, response.Headers.GetValues("x-amzn-RequestId").Single().Length);
    }

    [Theory]
    [InlineData("{`statusCode`:201,`headers`:{`Content-Type`:`text/html`,`X-A`:`1`,`Content-Length`:`3`},`cookies`:[`a=1`,`b=2`]}", "text/html")]
    [InlineData("{`statusCode`:`201`,`headers`:{`X-A`:`1`},`cookies`:[`a=1`,`b=2`]}", "application/octet-stream")]
    public async Task Prelude_MakesStatusHeadersAndCookies(string prelude, string type)
    {
        using var response = await CallAsync("say", Http + Chunk(prelude) + Chunk("****") + Chunk("****he") + Chunk("llo") + "0~~");

        Assert.Equal((HttpStatusCode.Created, type, "1"), (response.StatusCode, response.Content.Headers.ContentType!.ToString(), response.Headers.GetValues("X-A").Single()));
        Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal("hello", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{`statusCode`:99}")]
    [InlineData("{`statusCode`:{}}")]
    [InlineData("{`headers`:{`a b`:`1`}}")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    public async Task BrokenPrelude_IsABadGateway(string prelude)
    {
        using var response = await CallAsync("say", Http + Chunk(prelude + "********hello") + "0~~");

        Assert.Equal((HttpStatusCode.BadGateway, "Internal Server Error"), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task PreludeWithoutEnd_IsABadGateway()
    {
        using var response = await CallAsync("say", Http + Chunk("{}") + "0~~");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task StatusWithoutBody_CarriesNone()
    {
        using var response = await CallAsync("say", Http + Chunk("{`statusCode`:204}********ignored") + "0~~");

        Assert.Equal((HttpStatusCode.NoContent, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task FirstBytes_ArriveWhileTheFunctionStillRuns()
    {
        using var response = await CallAsync("say", "text/plain|5~first~@");
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[5];

        await body.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);

        // It never ends by itself: its timeout cuts the answer off, so that nobody takes it for the whole.
        Assert.Equal("first", Encoding.ASCII.GetString(bytes));
        await Assert.ThrowsAnyAsync<IOException>(async () => await body.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HeadOfAStream_ArrivesBeforeItsBody()
    {
        using var response = await CallAsync("say", Http + Chunk("{`headers`:{`Content-Type`:`text/event-stream`}}********") + "@");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("5~hello~0~Lambda-Runtime-Function-Error-Type: Function.Broke~~")]
    [InlineData("5~hello~zz~")]
    [InlineData("5~hello~^!")]
    public async Task StreamThatBreaksOff_EndsWithoutItsLastChunk(string text)
    {
        var (exit, output) = await CurlAsync("-s", "-H", "Content-Type: application/json", "--data", $$"""{"say":"text/plain|{{text}}"}""");

        Assert.Equal((18, "hello"), (exit, output));
    }

    [Fact]
    public async Task FailureBeforeTheStream_IsABadGateway()
    {
        using var response = await CallAsync("exit", "1");

        Assert.Equal((HttpStatusCode.BadGateway, "Internal Server Error"), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task ReplyInOnePiece_IsPassedOnAsItIs()
    {
        using var response = await CallAsync("env", "AWS_LAMBDA_FUNCTION_NAME");

        Assert.Equal((HttpStatusCode.OK, "streams"), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Head_HasTheHeadersOnly()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/") { Content = new StringContent($$"""{"say":"{{Http}}{{Chunk("{`headers`:{`X-A`:`1`}}********hello")}}0~~"}""") };
        request.Headers.Host = s_url!.Host;
        using var response = await host.Wire.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(("1", ""), (response.Headers.GetValues("X-A").Single(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task CallerWhoLeaves_LeavesTheFunctionItsTime()
    {
        using (var response = await CallAsync("stream", "104857600"))
        {
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await body.ReadExactlyAsync(new byte[10], TestContext.Current.CancellationToken);
        }

        using var next = await CallAsync("say", "text/plain|5~hello~0~~");
        Assert.Equal("hello", await next.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ModeOfAUrl_IsShownAndChanged()
    {
        var url = await MakeAsync("modes", "");
        var story = await host.RunAsync(
            """
            print(l.get_function_url_config(FunctionName='modes')['InvokeMode'])
            print(l.update_function_url_config(FunctionName='modes', InvokeMode='RESPONSE_STREAM')['InvokeMode'])
            print(l.get_function_url_config(FunctionName='modes')['InvokeMode'])
            print([c['InvokeMode'] for c in l.list_function_url_configs(FunctionName='modes')['FunctionUrlConfigs']])
            """);

        Assert.Equal("BUFFERED\nRESPONSE_STREAM\nRESPONSE_STREAM\n['RESPONSE_STREAM']", story.ReplaceLineEndings("\n"));
        using var response = await CallAsync("say", "text/plain|5~hello~0~~", url);
        Assert.Equal("hello", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string Chunk(string text) => $"{text.Length:x}~{text}~";

    private async Task<Uri> MakeAsync(string name, string more)
    {
        var existing = await host.SendAsync(HttpMethod.Get, $"/2021-10-31/functions/{name}/url");
        if (existing.Status == HttpStatusCode.OK)
        {
            return new Uri((string)existing.Json["FunctionUrl"]!);
        }

        await host.CreateAsync(name, ""","Timeout":2""");
        var made = await host.SendAsync(HttpMethod.Post, $"/2021-10-31/functions/{name}/url", $$"""{"AuthType":"NONE"{{more}}}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        await host.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{name}/policy",
            """{"Action":"lambda:InvokeFunctionUrl","FunctionUrlAuthType":"NONE","Principal":"*","StatementId":"FunctionURLAllowPublicAccess"}""");
        return new Uri((string)made.Json["FunctionUrl"]!);
    }

    private async Task<HttpResponseMessage> CallAsync(string what, string rest, Uri? url = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent($$"""{"{{what}}":"{{rest}}"}""") };
        request.Headers.Host = (url ?? s_url!).Host;
        return await host.Wire.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private async Task<(int Exit, string Output)> CurlAsync(params string[] arguments)
    {
        string[] all = ["-H", $"Host: {s_url!.Host}", "--max-time", "20", .. arguments, host.Wire.Address.ToString()];
        using var curl = Process.Start(new ProcessStartInfo("curl", all) { RedirectStandardOutput = true })!;
        var output = await curl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await curl.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (curl.ExitCode, output);
    }
}
