using System.Net;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Protocol;

public sealed class VersionTests : RegistryTests
{
    [Fact]
    public async Task GoodCredentials_AreConfirmed()
    {
        using var response = await Client.GetAsync("/v2/", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("registry/2.0", response.Header("Docker-Distribution-Api-Version"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic QVdTOndyb25n")]
    [InlineData("Bearer open-sesame")]
    public async Task OtherCredentials_AreChallenged(string? authorization)
    {
        using var anonymous = new HttpClient { BaseAddress = Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/jobs/tags/list");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await anonymous.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal($"Basic realm=\"http://{Registry.Address}/\",service=\"ecr.amazonaws.com\"", response.Header("Www-Authenticate"));
        Assert.Equal("Not Authorized", await response.TextAsync());
    }

    [Fact]
    public async Task ExpiredPassword_IsDenied()
    {
        using var late = Registry.ClientFor(FixedAuthorizer.ExpiredPassword);

        using var response = await late.GetAsync("/v2/", Cancellation);

        var message = await response.AssertErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        Assert.Equal("Your authorization token has expired. Reauthenticate and try again.", message);
    }

    [Fact]
    public async Task OtherMethod_NamesTheOnesThereAre()
    {
        using var response = await Client.PostAsync("/v2/jobs/tags/list", content: null, Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
        Assert.Equal("GET", response.Header("Allow"));
    }
}
