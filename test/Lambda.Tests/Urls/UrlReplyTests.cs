using System.Text;
using Gatehouse.Services.Lambda.Urls;

namespace Gatehouse.Lambda.Tests.Urls;

public sealed class UrlReplyTests
{
    [Theory]
    [InlineData("""{"statusCode":201,"body":"made","headers":{"X-A":"b","n":7},"cookies":["c=1","d=2"]}""", 201, "X-A=b n=7 Set-Cookie=c=1 Set-Cookie=d=2 Content-Type=application/json", "made")]
    [InlineData("""{"statusCode":"200","headers":{"content-type":"text/plain"}}""", 200, "content-type=text/plain", "")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":"aGk="}""", 200, "Content-Type=application/json", "hi")]
    [InlineData("""{"statusCode":200,"body":{"a": [1]}}""", 200, "Content-Type=application/json", """{"a":[1]}""")]
    [InlineData("""{"statusCode":200,"headers":{"Transfer-Encoding":"chunked","content-length":"1"}}""", 200, "Content-Type=application/json", "")]
    [InlineData("""{ "hello": "world" }""", 200, "Content-Type=application/json", """{"hello":"world"}""")]
    [InlineData("""["hello", 3, true]""", 200, "Content-Type=application/json", """["hello",3,true]""")]
    [InlineData("\"hello\"", 200, "Content-Type=application/json", "hello")]
    [InlineData("3.1", 200, "Content-Type=application/json", "3.1")]
    [InlineData("true", 200, "Content-Type=application/json", "true")]
    public void Answer_BecomesAResponse(string payload, int status, string headers, string body)
    {
        var reply = UrlReply.Read(Encoding.UTF8.GetBytes(payload));

        Assert.NotNull(reply);
        Assert.Equal(
            (status, headers, body),
            (reply.Status, string.Join(' ', reply.Headers.Select(header => $"{header.Key}={header.Value}")), Encoding.UTF8.GetString(reply.Body)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("""{"statusCode":"many"}""")]
    [InlineData("""{"statusCode":99}""")]
    [InlineData("""{"statusCode":200.5}""")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":"*"}""")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":{}}""")]
    [InlineData("""{"statusCode":200,"headers":[]}""")]
    [InlineData("""{"statusCode":200,"headers":{"a b":"c"}}""")]
    [InlineData("""{"statusCode":200,"headers":{"a":"c\r\nd: e"}}""")]
    [InlineData("""{"statusCode":200,"cookies":{"a":"b"}}""")]
    [InlineData("""{"statusCode":200,"body":"\ud800"}""")]
    public void MalformedAnswer_IsNone(string payload) => Assert.Null(UrlReply.Read(Encoding.UTF8.GetBytes(payload)));
}
