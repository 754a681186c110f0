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
    [InlineData("abc123.lambda-url.us-east-1.localhost")]
    [InlineData("abc123.lambda-url.us-east-1.on.aws")]
    public async Task PathOnAHostOfOnesOwn_IsTheApisOrTheFunctions(string host)
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

    [Theory]
    [InlineData("127.0.0.1", "200")]
    [InlineData("127.0.0.1:9", "200")] // a port that was mapped elsewhere
    [InlineData("[::1]", "200")]
    [InlineData("localhost", "200")]
    [InlineData("LOCALHOST.", "200")]
    [InlineData("gatehouse.localhost", "200")]
    [InlineData("evil.example", "403")]
    [InlineData("localhost.evil.example", "403")]
    [InlineData("127.0.0.1.evil.example", "403")]
    [InlineData("abc.execute-api.evil.example", "403")]
    [InlineData("gatehouse", "403")] // a name of the local network; it counts where the server listens there
    public async Task OwnersPaths_AnswerToNamesOfThisMachineOnly(string host, string status)
    {
        var answer = await StatusAsync("-H", $"Host: {host}", server.Http + "/_gatehouse/requests");

        Assert.Equal(status, answer);
    }

    [Theory]
    [InlineData("Origin: https://evil.example", "403")]
    [InlineData("Origin: null", "403")]
    [InlineData("Origin: http://localhost:1", "403")]
    [InlineData("Origin: http://abc123.execute-api.localhost:PORT", "403")] // a page of an API that is served here
    [InlineData("Origin: http://127.0.0.1:PORT", "200")]
    [InlineData("Sec-Fetch-Site: cross-site", "403")]
    [InlineData("Sec-Fetch-Site: same-site", "403")]
    [InlineData("Sec-Fetch-Site: same-origin", "200")]
    [InlineData("Sec-Fetch-Site: none", "200")] // typed by the owner
    public async Task OwnersPaths_RefuseWebPagesOfOtherOrigins(string header, string status)
    {
        var answer = await StatusAsync(
            "-H", header.Replace("PORT", $"{server.Port}", StringComparison.Ordinal), server.Http + "/_gatehouse/requests");

        Assert.Equal(status, answer);
    }

    [Fact]
    public async Task Preflight_IsNotGranted()
    {
        var answer = await GatehouseProcess.CurlAsync(
            "-i", "-XOPTIONS", "-H", "Origin: https://evil.example", "-H", "Access-Control-Request-Method: POST", server.Http + "/_gatehouse/clock");

        Assert.Contains(" 403 ", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task HealthByAnyName_IsAnswered() =>
        Assert.Equal("200", await StatusAsync("-H", "Host: balancer.example", server.Http + "/_gatehouse/health"));

    private static async Task<string> StatusAsync(params string[] arguments) =>
        (await GatehouseProcess.CurlAsync(["-o", "/dev/null", "-w", "%{response_code}", .. arguments])).Output;
}
