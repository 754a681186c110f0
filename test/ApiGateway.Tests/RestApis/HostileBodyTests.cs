using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.RestApis;

/// <summary>Bodies that fit no shape are refused, and nothing of them is kept.</summary>
public sealed class HostileBodyTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiGatewayHost _host = shared.Host;

    [Theory]
    [InlineData("POST", "/restapis", """{"name":"a","binaryMediaTypes":[null]}""")]
    [InlineData("POST", "/restapis", """{"name":"a","tags":{"k":null}}""")]
    [InlineData("POST", "/restapis", """{"name":"a","tags":[]}""")]
    [InlineData("POST", "/restapis", """{"name":"a","endpointConfiguration":{"types":"EDGE"}}""")]
    [InlineData("POST", "/restapis", """{"name":"a","policy":"[]"}""")]
    [InlineData("POST", "/restapis", """{"name":""")]
    [InlineData("POST", "/restapis", """[]""")]
    [InlineData("POST", "/apikeys", """{"value":["x"]}""")]
    [InlineData("POST", "/usageplans", """{"name":"p","apiStages":[null]}""")]
    [InlineData("POST", "/usageplans", """{"name":"p","throttle":{"burstLimit":1e99}}""")]
    [InlineData("POST", "/usageplans", """{"name":"p","quota":{}}""")]
    [InlineData("PATCH", "/account", """{"patchOperations":[null]}""")]
    [InlineData("PATCH", "/account", """{"patchOperations":[{"op":"replace","path":5}]}""")]
    [InlineData("PATCH", "/account", """{"patchOperations":{"op":"replace"}}""")]
    public async Task OddBody_IsABadRequest(string method, string path, string body) =>
        Assert.StartsWith("400 ", await _host.AnswerAsync(new HttpMethod(method), path, body), StringComparison.Ordinal);
}
