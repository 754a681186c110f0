using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Tokens;

public sealed class TokenTests : EcrTests
{
    [Fact]
    public Task Token_HoldsTwelveHoursForTheRegistryOnThisPort() => PythonAsync(
        $"""
        import base64, datetime
        data = ecr.get_authorization_token()['authorizationData'][0]
        assert data['proxyEndpoint'] == 'http://{Host.Registry}', data
        assert base64.b64decode(data['authorizationToken']).startswith(b'AWS:'), data
        left = data['expiresAt'] - datetime.datetime.now(datetime.timezone.utc)
        assert datetime.timedelta(hours=11, minutes=59) < left <= datetime.timedelta(hours=12), left
        """);

    [Fact]
    public async Task Token_OpensItsOwnAccountAndRegionOnly()
    {
        await Host.CreateAsync("app");
        using var own = await Host.RegistryClientAsync();
        using var otherAccount = await Host.RegistryClientAsync(account: "111111111111");
        using var otherRegion = await Host.RegistryClientAsync(region: "eu-west-1");

        Assert.Equal("{\"repositories\":[\"app\"]}", await own.GetStringAsync("/v2/_catalog", Cancellation));
        Assert.Equal("{\"repositories\":[]}", await otherAccount.GetStringAsync("/v2/_catalog", Cancellation));
        Assert.Equal("{\"repositories\":[]}", await otherRegion.GetStringAsync("/v2/_catalog", Cancellation));
    }

    [Theory]
    [InlineData("AWS", "nonsense")]
    [InlineData("AWS", "")]
    [InlineData("AWS", "MDAwMDAwMDAwMDAwL3VzLWVhc3QtMS85OTk5OTk5OTk5L2FhYS8wMA")] // claims with a made-up signature
    [InlineData("me", "nonsense")]
    public async Task OtherPassword_IsChallenged(string user, string password)
    {
        using var response = await GetAsync(user, password);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("service=\"ecr.amazonaws.com\"", response.Headers.WwwAuthenticate.Single().Parameter?.Split(',')[1]);
    }

    [Fact]
    public async Task ChangedPassword_IsChallenged()
    {
        var password = await Host.PasswordAsync();
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(password));
        var forged = claims.Replace("000000000000/", "111111111111/", StringComparison.Ordinal);

        using var response = await GetAsync("AWS", System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(forged)));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task ExpiredPassword_IsDenied()
    {
        var time = new ManualTime();
        await using var host = await EcrHost.StartAsync(time);
        using var client = await host.RegistryClientAsync();
        using var early = await client.GetAsync("/v2/", Cancellation);

        time.Advance(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        using var late = await client.GetAsync("/v2/", Cancellation);

        Assert.Equal(HttpStatusCode.OK, early.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Contains(
            "Your authorization token has expired. Reauthenticate and try again.", await late.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string user, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return await Host.Wire.Client.SendAsync(request, Cancellation);
    }
}
