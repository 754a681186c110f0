using System.Text.Json;

namespace Gatehouse.Server.Tests.Clock;

public sealed class UsageTests
{
    [Fact]
    public async Task UsageOfAPlan_IsShownLiveWithABarAndStartsAnewWithItsPeriod()
    {
        await using var api = await KeyedMock.StartAsync("throttle={'rateLimit': 5, 'burstLimit': 10}, quota={'limit': 4, 'period': 'WEEK'}", "--test-clock");
        await api.CommandAsync("clock", "set", "2030-05-01T10:00:00Z"); // a Wednesday
        await api.CallAsync();

        Assert.Equal(
            $"""
            basic ({api.Plan}) in 000000000000/us-east-1: 5 a second, burst 10; 4 a week, anew at 2030-05-05T00:00:00Z
              stages: {api.Api}:v1
              caller ({api.KeyId})  [#####...............]  1 used, 3 left
            """, await api.CommandAsync("usage", "basic"));

        await api.CommandAsync("clock", "set", "2030-05-05");
        using var usage = JsonDocument.Parse(await api.CommandAsync("usage", api.Plan, "--json"));
        var plan = usage.RootElement.GetProperty("plans")[0];
        Assert.Equal("2030-05-12T00:00:00Z", plan.GetProperty("quota").GetProperty("rollsOver").GetString());
        var key = plan.GetProperty("keys")[0];
        Assert.Equal((0, 4), (key.GetProperty("used").GetInt32(), key.GetProperty("remaining").GetInt32()));
    }

    [Fact]
    public async Task UsageWithoutAQuota_IsCountedByTheMonth()
    {
        await using var api = await KeyedMock.StartAsync("description='unlimited'");
        await api.CallAsync();
        await api.CallAsync();

        var shown = await api.CommandAsync("usage");
        var unknown = await api.TryAsync("usage", "nothing");

        Assert.Contains("no throttle; no quota, counted since ", shown, StringComparison.Ordinal);
        Assert.Contains("2 used", shown, StringComparison.Ordinal);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Equal("gatehouse: There is no usage plan with the id or name 'nothing'.\n", unknown.Error);
    }

    [Theory]
    [InlineData("/_gatehouse/usage?limit=0", "GET", "400")]
    [InlineData("/_gatehouse/usage?limit=many", "GET", "400")]
    [InlineData("/_gatehouse/usage", "DELETE", "405")]
    [InlineData("/_gatehouse/usage?after=z", "GET", "200")]
    public async Task WrongQuestions_GetClearAnswers(string path, string verb, string status)
    {
        await using var server = await GatehouseProcess.ServeAsync();

        var answer = await GatehouseProcess.CurlAsync("-X", verb, "-o", "/dev/null", "-w", "%{response_code}", $"http://127.0.0.1:{server.Port}{path}");

        Assert.Equal(status, answer.Output);
    }
}
