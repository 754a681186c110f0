using System.Net;
using Gatehouse.Registry.Names;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Uploads;

public sealed class MountTests : RegistryTests
{
    [Fact]
    public async Task BlobOfTheSource_IsMounted()
    {
        var digest = await Push.BlobAsync(Client, "tools", "shared");

        using var response = await Client.PostAsync($"/v2/team/jobs/blobs/uploads/?mount={digest}&from=tools", content: null, Cancellation);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/v2/team/jobs/blobs/{digest}", response.Header("Location"));
        Assert.Equal("shared", await Client.GetStringAsync(response.Header("Location"), Cancellation));
    }

    [Theory]
    [InlineData("&from=jobs")] // does not have it
    [InlineData("&from=../tools")]
    [InlineData("&from=nowhere")]
    [InlineData("")]
    public async Task WithoutASourceThatHasIt_AnUploadStarts(string from)
    {
        var digest = await Push.BlobAsync(Client, "tools", "shared");

        using var response = await Client.PostAsync($"/v2/team/jobs/blobs/uploads/?mount={digest}{from}", content: null, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotNull(response.Header("Docker-Upload-UUID"));
    }

    [Fact]
    public async Task BlobOfAnotherAccount_IsNeitherSeenNorMounted()
    {
        using var neighbour = Registry.ClientFor(FixedAuthorizer.NeighbourPassword);
        var digest = await Push.BlobAsync(neighbour, "tools", "private");

        using var read = await Client.GetAsync($"/v2/tools/blobs/{digest}", Cancellation);
        using var mount = await Client.PostAsync($"/v2/jobs/blobs/uploads/?mount={digest}&from=tools", content: null, Cancellation);

        await read.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        Assert.Equal(HttpStatusCode.Accepted, mount.StatusCode);
    }
}
