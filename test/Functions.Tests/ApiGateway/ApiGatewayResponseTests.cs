using System.Buffers;
using System.Text;
using Gatehouse.Functions.ApiGateway;
using Gatehouse.Functions.Tests.Runtime;

namespace Gatehouse.Functions.Tests.ApiGateway;

public sealed class ApiGatewayResponseTests
{
    [Fact]
    public void Json_IsWrittenByItsContract()
    {
        Assert.Equal(
            """{"statusCode":201,"headers":{"Content-Type":"application/json"},"body":"{\u0022done\u0022:7}"}""",
            Written(ApiGatewayResponse.Json(new JobCounts(7), TestJson.Default.JobCounts, 201)));
    }

    [Fact]
    public void Bytes_AreBase64()
    {
        Assert.Equal(
            """{"statusCode":200,"headers":{"Content-Type":"image/png"},"body":"AP+A","isBase64Encoded":true}""",
            Written(ApiGatewayResponse.Bytes(new byte[] { 0, 255, 128 }, "image/png")));
    }

    [Fact]
    public void HeaderWithManyValues_IsAList()
    {
        var response = new ApiGatewayResponse
        {
            StatusCode = 302,
            MultiValueHeaders = new Dictionary<string, IReadOnlyList<string>> { ["Set-Cookie"] = ["a=1", "b=2"] },
        };

        Assert.Equal("""{"statusCode":302,"multiValueHeaders":{"Set-Cookie":["a=1","b=2"]}}""", Written(response));
    }

    [Fact]
    public void Empty_HasAStatusOnly()
    {
        Assert.Equal("""{"statusCode":204}""", Written(ApiGatewayResponse.Empty()));
    }

    [Fact]
    public void Text_SaysItsEncoding()
    {
        Assert.Equal(
            """{"statusCode":200,"headers":{"Content-Type":"text/plain; charset=utf-8"},"body":"h\u00E9"}""",
            Written(ApiGatewayResponse.Text("hé")));
    }

    private static string Written(ApiGatewayResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        response.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
