using System.Text.Json;

namespace Gatehouse.Server.Tests.Clock;

public sealed class ClockTests
{
    private const string Passed = "200";
    private const string Exhausted = """{"message":"Limit Exceeded"}429""";
    private const string Throttled = """{"message":"Too Many Requests"}429""";

    [Fact]
    public async Task NextDay_GrantsTheQuotaAnewAndUsageShowsBothDays()
    {
        await using var api = await KeyedMock.StartAsync("quota={'limit': 2, 'period': 'DAY'}", "--test-clock");
        await api.CommandAsync("clock", "set", "2030-05-01T10:00:00Z");

        Assert.Equal([Passed, Passed, Exhausted], [await api.CallAsync(), await api.CallAsync(), await api.CallAsync()]);
        Assert.StartsWith("2030-05-02T10:00:0", await api.CommandAsync("clock", "advance", "1d"), StringComparison.Ordinal);
        Assert.Equal(Passed, await api.CallAsync());

        var usage = await Python.RunAsync(api.Address, $"""
            print(json.dumps(client('apigateway').get_usage(usagePlanId='{api.Plan}', startDate='2030-05-01', endDate='2030-05-02')['items']['{api.KeyId}']))
            """);
        Assert.Equal("[[2, 0], [1, 1]]", usage.Trim());
    }

    [Fact]
    public async Task DaySetBack_GrantsNothingTwice()
    {
        await using var api = await KeyedMock.StartAsync("quota={'limit': 2, 'period': 'DAY'}", "--test-clock");
        await api.CommandAsync("clock", "set", "2030-05-01");
        Assert.Equal([Passed, Passed, Exhausted], [await api.CallAsync(), await api.CallAsync(), await api.CallAsync()]);
        await api.CommandAsync("clock", "advance", "1d");
        Assert.Equal(Passed, await api.CallAsync());

        await api.CommandAsync("clock", "set", "2030-05-01");
        Assert.Equal(Exhausted, await api.CallAsync());
        await api.CommandAsync("clock", "set", "2030-05-02");
        Assert.Equal([Passed, Exhausted], [await api.CallAsync(), await api.CallAsync()]);
    }

    [Fact]
    public async Task FrozenThrottle_FillsUpOnlyByAdvancing()
    {
        await using var api = await KeyedMock.StartAsync("throttle={'rateLimit': 100, 'burstLimit': 1}", "--test-clock");
        await api.CommandAsync("clock", "freeze");

        // Each call takes longer than the 10 ms in which a running clock would have made another token.
        Assert.Equal([Passed, Throttled, Throttled], [await api.CallAsync(), await api.CallAsync(), await api.CallAsync()]);
        await api.CommandAsync("clock", "advance", "10ms");
        Assert.Equal([Passed, Throttled], [await api.CallAsync(), await api.CallAsync()]);
        await api.CommandAsync("clock", "resume");
        Assert.Equal(Passed, await api.CallAsync());
    }

    [Fact]
    public async Task Durations_AreRealWhileTimeStandsStill()
    {
        await using var api = await KeyedMock.StartAsync("description='unlimited'", "--test-clock");
        await api.CommandAsync("clock", "freeze");
        await api.CallAsync();

        using var last = JsonDocument.Parse(await api.CommandAsync("explain", "last", "--json"));

        Assert.InRange(last.RootElement.GetProperty("request").GetProperty("durationMs").GetDouble(), 0.001, 10_000);
    }

    [Fact]
    public async Task Health_SaysThatTheClockIsATests()
    {
        await using var server = await GatehouseProcess.ServeAsync(more: "--test-clock");
        var endpoint = $"http://127.0.0.1:{server.Port}";
        await GatehouseProcess.RunAsync("clock", "freeze", "--endpoint", endpoint);
        await GatehouseProcess.RunAsync("clock", "advance", "PT36H", "--endpoint", endpoint);

        var answer = await GatehouseProcess.CurlAsync(endpoint + "/_gatehouse/health");
        var shown = await GatehouseProcess.RunAsync("health", "--endpoint", endpoint);
        var end = await server.StopAsync();

        var clock = JsonDocument.Parse(answer.Output).RootElement.GetProperty("testClock");
        Assert.True(clock.GetProperty("frozen").GetBoolean());
        Assert.InRange(clock.GetProperty("offsetSeconds").GetDouble(), 129_500, 129_600);
        Assert.Contains("test clock: ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("frozen", shown.Output, StringComparison.Ordinal);
        Assert.Contains("TEST CLOCK", end.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: this server has a test clock.", end.Error, StringComparison.Ordinal);
    }
}
