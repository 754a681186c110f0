using System.Text.Json;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>A function that is not .NET's, in an image that buildah made: the event as it saw it, group by group.</summary>
[Collection(JobsApiStories.Name)]
public sealed class OtherLanguageTests(JobsApi jobs)
{
    [Fact]
    public async Task Event_HasTheRequestInBothFormsOfItsMaps()
    {
        var echo = await jobs.EchoAsync();

        var answer = await Answer.OfAsync(
            "-H", echo.WithKey, "-H", "X-Colour: red", "-H", "X-Colour: blue", "-H", "Content-Type: text/plain", "-H", "User-Agent: story/1",
            "-d", "grüße", echo.Url + "/files/My%20File/a/b?size=1&size=2&name=K%C3%A4se&flag=");

        Assert.Equal(200, answer.Status);
        using var document = JsonDocument.Parse(answer.Body);
        var seen = document.RootElement;
        Assert.Equal(
            ["body", "headers", "httpMethod", "isBase64Encoded", "multiValueHeaders", "multiValueQueryStringParameters", "path", "pathParameters",
                "queryStringParameters", "requestContext", "resource", "stageVariables"],
            seen.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("/files/{name}/{rest+}", seen.GetProperty("resource").GetString());
        Assert.Equal("POST", seen.GetProperty("httpMethod").GetString());
        Assert.Equal("grüße", seen.GetProperty("body").GetString());
        Assert.False(seen.GetProperty("isBase64Encoded").GetBoolean());
        Is(seen, "stageVariables", """{"colour":"green"}""");
        Is(seen, "queryStringParameters", """{"size":"2","name":"Käse","flag":""}""");
        Is(seen, "multiValueQueryStringParameters", """{"size":["1","2"],"name":["Käse"],"flag":[""]}""");
        Assert.Equal("a/b", seen.GetProperty("pathParameters").GetProperty("rest").GetString());

        var headers = seen.GetProperty("headers");
        Assert.Equal("blue", headers.GetProperty("X-Colour").GetString());
        Is(seen.GetProperty("multiValueHeaders"), "X-Colour", """["red","blue"]""");
        Assert.Equal("text/plain", headers.GetProperty("Content-Type").GetString());
        Assert.Equal("story/1", headers.GetProperty("User-Agent").GetString());
        Assert.Equal(echo.Key, headers.GetProperty("x-api-key").GetString());
        Assert.Equal(answer["X-Amzn-Trace-Id"]!.Split(';')[0], headers.GetProperty("X-Amzn-Trace-Id").GetString()!.Split(';')[0]);
        Assert.All(["Host", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"], name => Assert.True(headers.TryGetProperty(name, out _), name));
        Assert.All(["Content-Length", "Connection"], name => Assert.False(headers.TryGetProperty(name, out _), name));
        Assert.Equal(
            headers.EnumerateObject().Select(header => header.Name), seen.GetProperty("multiValueHeaders").EnumerateObject().Select(header => header.Name));
    }

    [Fact]
    public async Task RequestContext_SaysWhoCallsWhat()
    {
        var echo = await jobs.EchoAsync();

        var answer = await Answer.OfAsync("-A", "story/2", "-H", echo.WithKey, echo.Url + "/hello");

        using var document = JsonDocument.Parse(answer.Body);
        var seen = document.RootElement;
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("body").ValueKind);
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("queryStringParameters").ValueKind);
        Is(seen, "pathParameters", """{"other":"hello"}""");
        var context = seen.GetProperty("requestContext");
        Assert.Equal(
            ["accountId", "apiId", "deploymentId", "domainName", "domainPrefix", "extendedRequestId", "httpMethod", "identity", "path", "protocol",
                "requestId", "requestTime", "requestTimeEpoch", "resourceId", "resourcePath", "stage"],
            context.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("/{other}", context.GetProperty("resourcePath").GetString());
        Assert.Equal("/v1/hello", context.GetProperty("path").GetString());
        Assert.Equal("v1", context.GetProperty("stage").GetString());
        Assert.Equal("000000000000", context.GetProperty("accountId").GetString());
        Assert.Equal(echo.Id, context.GetProperty("apiId").GetString());
        Assert.Equal(echo.Id, context.GetProperty("domainPrefix").GetString());
        Assert.Equal(echo.DeploymentId, context.GetProperty("deploymentId").GetString());
        Assert.Equal("HTTP/1.1", context.GetProperty("protocol").GetString());
        Assert.Equal(answer.RequestId, context.GetProperty("requestId").GetString());
        Assert.Equal(answer["x-amz-apigw-id"], context.GetProperty("extendedRequestId").GetString());
        Assert.Matches(@"^\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000$", context.GetProperty("requestTime").GetString());
        var identity = context.GetProperty("identity");
        Assert.Equal(echo.Key, identity.GetProperty("apiKey").GetString());
        Assert.Equal(echo.KeyId, identity.GetProperty("apiKeyId").GetString());
        Assert.Equal("127.0.0.1", identity.GetProperty("sourceIp").GetString());
        Assert.Equal("story/2", identity.GetProperty("userAgent").GetString());
        Assert.Equal(JsonValueKind.Null, identity.GetProperty("accountId").ValueKind);
    }

    [Fact]
    public async Task MethodWithoutAKey_ShowsNoneToTheFunction()
    {
        var echo = await jobs.EchoAsync();

        var answer = await Answer.OfAsync("-H", echo.WithKey, echo.Url + "/open");

        using var document = JsonDocument.Parse(answer.Body);
        Assert.False(document.RootElement.GetProperty("requestContext").GetProperty("identity").TryGetProperty("apiKey", out _));
    }

    [Fact]
    public async Task BodyOfABinaryType_IsBase64BothWays()
    {
        var echo = await jobs.EchoAsync();
        var picture = jobs.Server.In("picture.png");
        await File.WriteAllBytesAsync(picture, [0, 1, 254, 255]);

        var sent = await Answer.OfAsync("-H", echo.WithKey, "-H", "Content-Type: image/png", "--data-binary", "@" + picture, echo.Url + "/in");
        var got = await Answer.OfAsync("-H", echo.WithKey, "-H", "Accept: image/png", "-o", jobs.Server.In("answer.png"), "-D", "-", echo.Url + "/picture");

        using var document = JsonDocument.Parse(sent.Body);
        Assert.Equal("AAH+/w==", document.RootElement.GetProperty("body").GetString());
        Assert.True(document.RootElement.GetProperty("isBase64Encoded").GetBoolean());
        Assert.Equal("image/png", got["Content-Type"]);
        Assert.Equal("6", got["Content-Length"]);
        Assert.Equal(["a=1", "b=2"], got.Headers["Set-Cookie"]);
        Assert.EndsWith(
            Convert.ToHexString([0x89, 0x50, 0x4e, 0x47, 0, 255]), Convert.ToHexString(await File.ReadAllBytesAsync(jobs.Server.In("answer.png"))), StringComparison.Ordinal);
    }

    private static void Is(JsonElement parent, string member, string expected) => Assert.Equal(expected, parent.GetProperty(member).GetRawText());
}
