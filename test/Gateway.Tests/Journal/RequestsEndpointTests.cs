using System.Text.Json;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Tests.Hosting;

namespace Gatehouse.Gateway.Tests.Journal;

public sealed class RequestsEndpointTests
{
    [Fact]
    public async Task RefusedRequest_IsExplainedWithoutItsKey()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string unknown = "unknownkey89abcdefghijKLMNOPQRSTUVWXYZabWXYZ";
        using var refused = await gateway.SendAsync("GET", "/stg/jobs/7?secret=1", unknown);
        var id = refused.Headers.GetValues("x-amzn-RequestId").Single();

        var text = await gateway.Client.GetStringAsync($"/_gatehouse/requests/{id}", TestContext.Current.CancellationToken);
        var last = await gateway.Client.GetStringAsync("/_gatehouse/requests/last", TestContext.Current.CancellationToken);

        Assert.Equal(text, last);
        Assert.DoesNotContain(unknown, text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal("/stg/jobs/7", json.GetProperty("request").GetProperty("path").GetString());
        Assert.Equal(403, json.GetProperty("request").GetProperty("status").GetInt32());
        var refusal = json.GetProperty("refusal");
        Assert.Equal("INVALID_API_KEY", refusal.GetProperty("responseType").GetString());
        Assert.Equal("KeyUnknown", refusal.GetProperty("kind").GetString());
        Assert.Equal("****WXYZ", refusal.GetProperty("compared").GetProperty("x-api-key").GetString());
        Assert.Contains("aws_api_gateway_api_key", refusal.GetProperty("terraform").GetString(), StringComparison.Ordinal);
        var steps = json.GetProperty("steps").EnumerateArray().Select(step => (step.GetProperty("name").GetString(), step.GetProperty("outcome").GetString())).ToArray();
        Assert.Equal([("AdmitRequest", "passed"), ("MatchRoute", "passed"), ("Authorize", "passed"), ("IdentifyApiKey", "refused")], steps);
    }

    [Fact]
    public async Task ServedRequest_ShowsEveryStep()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.CallAsync("GET", "/stg/jobs/7", TestGateway.KeyValue);

        var json = JsonDocument.Parse(await gateway.Client.GetStringAsync("/_gatehouse/requests/last", TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal([.. Pipeline.Names, "Integrate"], json.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()!));
        Assert.Equal("key0000001", json.GetProperty("keyId").GetString());
        Assert.False(json.TryGetProperty("refusal", out _));
    }

    [Fact]
    public async Task List_IsNewestFirstAndFiltersByStatus()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.CallAsync("GET", "/stg/open/1");
        await gateway.CallAsync("GET", "/stg/jobs/2");
        await gateway.CallAsync("GET", "/stg/open/3");

        Assert.Equal("/stg/open/3 /stg/jobs/2 /stg/open/1", await Paths(gateway, ""));
        Assert.Equal("/stg/jobs/2", await Paths(gateway, "?status=403"));
        Assert.Equal("/stg/open/3", await Paths(gateway, "?limit=1"));
    }

    [Theory]
    [InlineData("GET", "/_gatehouse/requests/nothing", 404)]
    [InlineData("GET", "/_gatehouse/requests?limit=x", 400)]
    [InlineData("GET", "/_gatehouse/requests?status=-1", 400)]
    [InlineData("DELETE", "/_gatehouse/requests", 405)]
    public async Task WrongQuestions_GetClearAnswers(string verb, string path, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);

        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty(JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Ring_ForgetsTheOldest()
    {
        await using var gateway = await TestGateway.StartAsync(options: new GatewayOptions { JournalOfStage = 3 });
        for (var i = 0; i < 10; i++)
        {
            await gateway.CallAsync("GET", $"/stg/open/{i}");
        }

        Assert.Equal("/stg/open/9 /stg/open/8 /stg/open/7", await Paths(gateway, ""));
    }

    [Theory]
    [InlineData("0123456789abcdefghij", "****ghij")]
    [InlineData("short", "****")]
    [InlineData("", "****")]
    public void KeyValues_ShowFourCharactersAtMost(string value, string shown) => Assert.Equal(shown, LastFour.Of(value));

    private static async Task<string> Paths(TestGateway gateway, string query)
    {
        var text = await gateway.Client.GetStringAsync("/_gatehouse/requests" + query, TestContext.Current.CancellationToken);
        return string.Join(' ', JsonDocument.Parse(text).RootElement.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("path").GetString()));
    }
}
