namespace Gatehouse.Server.Tests.Admin;

public sealed class AdminEndpointsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Health_SaysVersionAndParts()
    {
        var health = await GatehouseProcess.CurlAsync(server.Http + "/_gatehouse/health");

        Assert.StartsWith("""{"status":"ok","version":"0.1.0","parts":{""", health.Output, StringComparison.Ordinal);
        Assert.Contains("""
            "tls":{"status":"ok"}
            """, health.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc123.execute-api.localhost")]
    [InlineData("abc123.execute-api.us-east-1.amazonaws.com")]
    public async Task PathOnAnApisOwnHost_IsTheApis(string host)
    {
        var answer = await GatehouseProcess.CurlAsync("-H", $"Host: {host}", server.Http + "/_gatehouse/health");

        Assert.Equal(0, answer.ExitCode);
        Assert.DoesNotContain("parts", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-XPOST", "405")]
    [InlineData("-XDELETE", "405")]
    [InlineData("-I", "200")]
    public async Task Health_CanOnlyBeRead(string method, string status)
    {
        var answer = await GatehouseProcess.CurlAsync(method, "-o", "/dev/null", "-w", "%{response_code}", server.Http + "/_gatehouse/health");

        Assert.Equal(status, answer.Output);
    }
}
