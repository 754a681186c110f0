using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Gatehouse.Server.Tests.Usage;

/// <summary>Quotas across kills of a serving server: real processes, real sockets, the machine's own clock.</summary>
public sealed class KilledServerTests : IAsyncLifetime
{
    private const int Quota = 100_000;
    private const int Callers = 4;
    private const string Value = "value-of-the-key-under-test-0123456789";
    private static readonly TimeSpan MayBeLost = TimeSpan.FromMilliseconds(100);

    // A write of the server is one wait, two threads and the disk.
    private const int Stalls = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1) }) { Timeout = TimeSpan.FromSeconds(20) };
    private GatehouseProcess _server = null!;
    private string _api = "";
    private string _plan = "";
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _server = await GatehouseProcess.ServeAsync(_folder.In("data"), "127.0.0.1:0", "--account-throttle", "none");
        var api = await AwsAsync(HttpMethod.Post, "/restapis", """{"name":"killed"}""");
        _api = api.GetProperty("id").GetString()!;
        var method = $"/restapis/{_api}/resources/{api.GetProperty("rootResourceId").GetString()}/methods/GET";
        await AwsAsync(HttpMethod.Put, method, """{"authorizationType":"NONE","apiKeyRequired":true}""");
        await AwsAsync(HttpMethod.Put, method + "/integration", """{"type":"MOCK","requestTemplates":{"application/json":"{\"statusCode\": 200}"}}""");
        await AwsAsync(HttpMethod.Put, method + "/responses/200", "{}");
        await AwsAsync(HttpMethod.Put, method + "/integration/responses/200", "{}");
        await AwsAsync(HttpMethod.Post, $"/restapis/{_api}/deployments", """{"stageName":"live"}""");
        var plan = await AwsAsync(HttpMethod.Post, "/usageplans", $$$"""{"name":"p","apiStages":[{"apiId":"{{{_api}}}","stage":"live"}],"quota":{"limit":{{{Quota}}},"period":"MONTH"}}""");
        _plan = plan.GetProperty("id").GetString()!;
        _key = (await AwsAsync(HttpMethod.Post, "/apikeys", $$"""{"enabled":true,"value":"{{Value}}"}""")).GetProperty("id").GetString()!;
        await AwsAsync(HttpMethod.Post, $"/usageplans/{_plan}/keys", $$"""{"keyId":"{{_key}}","keyType":"API_KEY"}""");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Quota_LosesAtMostTheLastTenthOfASecondAndCountsNothingTwice()
    {
        var remaining = (long)Quota;
        for (var round = 0; round < 6; round++)
        {
            // What a process does for the first time takes it long: one call and one write before the count begins.
            Assert.Equal(200, await CallAsync());
            await AwsAsync(HttpMethod.Patch, $"/usageplans/{_plan}/keys/{_key}/usage", $$"""{"patchOperations":[{"op":"replace","path":"/remaining","value":"{{remaining}}"}]}""");
            var answered = await CallUntilKilledAsync(TimeSpan.FromMilliseconds(150 + (90 * round)));
            await StartAgainAsync();

            var left = await RemainingAsync();
            var counted = remaining - left;

            // Each caller may have had one more call counted whose answer the kill swallowed.
            Assert.InRange(counted, answered.Settled, answered.All + Callers);
            remaining = left;
        }

        // What is left is granted to the last call, and no more.
        await AwsAsync(HttpMethod.Patch, $"/usageplans/{_plan}/keys/{_key}/usage", """{"patchOperations":[{"op":"replace","path":"/remaining","value":"3"}]}""");
        await _server.KillAsync();
        await StartAgainAsync();
        var statuses = new List<int>();
        for (var call = 0; call < 5; call++)
        {
            statuses.Add(await CallAsync());
        }

        Assert.Equal("200 200 200 429 429", string.Join(' ', statuses));
    }

    [Fact]
    public async Task TenTimesTheQuotaAtOnce_PassesExactlyTheQuota()
    {
        await AwsAsync(HttpMethod.Patch, $"/usageplans/{_plan}/keys/{_key}/usage", """{"patchOperations":[{"op":"replace","path":"/remaining","value":"200"}]}""");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            var mine = new List<int>();
            for (var i = 0; i < 50; i++)
            {
                mine.Add(await CallAsync());
            }

            return mine;
        }));

        Assert.Equal(200, statuses.SelectMany(mine => mine).Count(status => status == 200));
        Assert.Equal(1800, statuses.SelectMany(mine => mine).Count(status => status == 429));
    }

    // How many calls were answered in all, and how many of them longer ago than what may be lost.
    private async Task<(int Settled, int All)> CallUntilKilledAsync(TimeSpan after)
    {
        var answers = new List<long>[Callers];
        var callers = Enumerable.Range(0, Callers).Select(async caller =>
        {
            var mine = answers[caller] = [];
            try
            {
                while (true)
                {
                    Assert.Equal(200, await CallAsync());
                    mine.Add(TimeProvider.System.GetTimestamp());
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                // The server was killed.
            }
        }).ToList();
        var stall = await LongestStallAsync(after);
        var killed = TimeProvider.System.GetTimestamp();
        await _server.KillAsync();
        await Task.WhenAll(callers).WaitAsync(Patience);
        var all = answers.SelectMany(mine => mine).ToList();
        return (all.Count(at => TimeProvider.System.GetElapsedTime(at, killed) > MayBeLost + (Stalls * stall)), all.Count);
    }

    // Waits, and says how much longer than the pause alone a pause with a write to the disk took at most: a machine that is busy with other
    // things stops the server too.
    private async Task<TimeSpan> LongestStallAsync(TimeSpan duration)
    {
        var (began, longest) = (TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
        await using var file = File.Create(_folder.In("stall"));
        while (TimeProvider.System.GetElapsedTime(began) < duration)
        {
            var before = TimeProvider.System.GetTimestamp();
            await Task.Delay(Pause, TimeProvider.System);
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
            var late = TimeProvider.System.GetElapsedTime(before) - Pause;
            longest = late > longest ? late : longest;
        }

        return longest;
    }

    private async Task StartAgainAsync()
    {
        await _server.DisposeAsync();
        _server = await GatehouseProcess.ServeAsync(_folder.In("data"), "127.0.0.1:0", "--account-throttle", "none");
    }

    private async Task<long> RemainingAsync()
    {
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var usage = await AwsAsync(HttpMethod.Get, $"/usageplans/{_plan}/usage?startDate={today}&endDate={today}");
        return usage.GetProperty("values").GetProperty(_key)[0][1].GetInt64();
    }

    private async Task<int> CallAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, $"/_aws/execute-api/{_api}/live/"));
        request.Headers.Add("x-api-key", Value);
        using var response = await _client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<JsonElement> AwsAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server.Address, path));
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
