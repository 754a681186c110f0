using Gatehouse.Services.Iam.Sts;

namespace Gatehouse.Iam.Tests.Sts;

public sealed class GetCallerIdentityTests : IAsyncLifetime
{
    private WireHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await WireHost.StartAsync(store => [StsService.Define(store, TimeProvider.System)]);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task TwelveDigitKey_IsThatAccount()
    {
        var identity = await Python.RunAsync(_host.Address, "i = client('sts', '123456789012').get_caller_identity(); print(i['Account'], i['UserId'], i['Arn'])");

        Assert.Equal("123456789012 123456789012 arn:aws:iam::123456789012:root", identity);
    }

    [Fact]
    public async Task OtherKey_IsTheDefaultAccount()
    {
        Assert.Equal("000000000000", await Python.RunAsync(_host.Address, "print(client('sts', 'test').get_caller_identity()['Account'])"));
    }

    [Fact]
    public async Task MissingOperation_Answers501WithItsName()
    {
        var error = await Python.RunAsync(_host.Address, "print(error(client('sts').get_federation_token, Name='ab'))");

        Assert.Equal("('NotImplemented', 'Gatehouse does not implement the operation sts:GetFederationToken.', 501)", error);
    }

    [Fact]
    public async Task Answer_IsXmlInStsNamespace()
    {
        using var body = new StringContent("Action=GetCallerIdentity&Version=2011-06-15", null, "application/x-www-form-urlencoded");
        var response = await _host.SendAsync("sts", HttpMethod.Post, "/", body);

        var requestId = Assert.Single(response.Headers.GetValues("x-amzn-RequestId"));
        Assert.Equal("text/xml", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><UserId>000000000000</UserId>" +
            "<Account>000000000000</Account><Arn>arn:aws:iam::000000000000:root</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId>" +
            requestId + "</RequestId></ResponseMetadata></GetCallerIdentityResponse>",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
