using System.Net;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Tags;

public sealed class ListingTests : RegistryTests
{
    [Fact]
    public async Task Tags_ComeInOrder()
    {
        foreach (var tag in new[] { "b", "A", "a", "_x" })
        {
            await Push.ImageAsync(Client, "team/jobs", tag);
        }

        Assert.Equal(
            "{\"name\":\"team/jobs\",\"tags\":[\"A\",\"_x\",\"a\",\"b\"]}", await Client.GetStringAsync("/v2/team/jobs/tags/list", Cancellation));
    }

    [Fact]
    public async Task Pages_FollowTheirLinks()
    {
        foreach (var tag in new[] { "a", "b", "c" })
        {
            await Push.ImageAsync(Client, "jobs", tag);
        }

        using var first = await Client.GetAsync("/v2/jobs/tags/list?n=2", Cancellation);
        Assert.Equal("{\"name\":\"jobs\",\"tags\":[\"a\",\"b\"]}", await first.TextAsync());
        Assert.Equal("</v2/jobs/tags/list?n=2&last=b>; rel=\"next\"", first.Header("Link"));

        using var second = await Client.GetAsync("/v2/jobs/tags/list?n=2&last=b", Cancellation);
        Assert.Equal("{\"name\":\"jobs\",\"tags\":[\"c\"]}", await second.TextAsync());
        Assert.Null(second.Header("Link"));
    }

    [Fact]
    public async Task PageOfNone_IsEmptyAndHasNoNext()
    {
        await Push.ImageAsync(Client, "jobs", "a");

        using var response = await Client.GetAsync("/v2/jobs/tags/list?n=0", Cancellation);

        Assert.Equal("{\"name\":\"jobs\",\"tags\":[]}", await response.TextAsync());
        Assert.Null(response.Header("Link"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("")]
    [InlineData("99999999999")]
    public async Task SizeThatIsNone_IsRefused(string n)
    {
        using var response = await Client.GetAsync($"/v2/jobs/tags/list?n={n}", Cancellation);

        await response.AssertErrorAsync(HttpStatusCode.BadRequest, "PAGINATION_NUMBER_INVALID");
    }

    [Fact]
    public async Task Catalog_ListsTheScopesRepositories()
    {
        using var response = await Client.GetAsync("/v2/_catalog?n=2", Cancellation);

        Assert.Equal("{\"repositories\":[\"jobs\",\"team/jobs\"]}", await response.TextAsync());
        Assert.Equal("</v2/_catalog?n=2&last=team%2Fjobs>; rel=\"next\"", response.Header("Link"));
        Assert.Equal("{\"repositories\":[\"tools\"]}", await Client.GetStringAsync("/v2/_catalog?n=2&last=team%2Fjobs", Cancellation));
    }

    [Fact]
    public async Task RepositoryThatIsNotThere_IsUnknown()
    {
        using var response = await Client.GetAsync("/v2/nowhere/tags/list", Cancellation);

        var message = await response.AssertErrorAsync(HttpStatusCode.NotFound, "NAME_UNKNOWN");
        Assert.Equal("The repository with name 'nowhere' does not exist in the registry with id '000000000000'", message);
    }
}
