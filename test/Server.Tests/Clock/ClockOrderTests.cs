namespace Gatehouse.Server.Tests.Clock;

public sealed class ClockOrderTests(ClockOrderTests.MovableServer server) : IClassFixture<ClockOrderTests.MovableServer>
{
    [Theory]
    [InlineData("advance", "fortnight", "is not a span of time; write for example 30s")]
    [InlineData("advance", "P1M", "Months and years have no fixed length")]
    [InlineData("advance", "P1000W", null)]
    [InlineData("advance", "99999d", "from 2000 to 2099")]
    [InlineData("set", "tomorrow", "is not a moment; write for example 2026-12-01")]
    [InlineData("set", "2026-02-30", "is not a moment")]
    [InlineData("set", "1999-12-31", "from 2000 to 2099")]
    public async Task WrongTime_GetsASentenceWithTheWayOut(string order, string value, string? sentence)
    {
        var end = await GatehouseProcess.RunAsync("clock", order, value, "--endpoint", server.Http);

        Assert.Equal(sentence is null ? 0 : 1, end.ExitCode);
        Assert.Contains(sentence ?? "", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"advance":"1d","freeze":true}""", "application/json", "400")]
    [InlineData("""{"advance":1}""", "application/json", "400")]
    [InlineData("""{"advance":"-1d"}""", "application/json", "400")]
    [InlineData("""{"freeze":false}""", "application/json", "400")]
    [InlineData("[]", "application/json", "400")]
    [InlineData("{", "application/json", "400")]
    [InlineData("""{"freeze":true}""", "text/plain", "415")]
    [InlineData("""{"freeze":true}""", "application/json; charset=utf-8", "200")]
    public async Task Orders_AreReadStrictly(string body, string type, string status)
    {
        var answer = await GatehouseProcess.CurlAsync(
            "-o", "/dev/null", "-w", "%{response_code}", "-H", $"Content-Type: {type}", "-d", body, server.Http + "/_gatehouse/clock");

        Assert.Equal(status, answer.Output);
    }

    public sealed class MovableServer : IAsyncLifetime
    {
        private GatehouseProcess _process = null!;

        internal string Http => $"http://127.0.0.1:{_process.Port}";

        public async ValueTask InitializeAsync() => _process = await GatehouseProcess.ServeAsync(more: "--test-clock");

        public ValueTask DisposeAsync() => _process.DisposeAsync();
    }
}
