namespace Gatehouse.Server.Tests.Stories;

/// <summary>Every way to write the URL of one API.</summary>
[Collection(JobsApiStories.Name)]
public sealed class UrlFormTests(JobsApi api) : IAsyncLifetime
{
    private const string Done = """{"message": "job[5] is done"}""";

    private readonly TemporaryFolder _folder = new();

    private string Authority => _folder.In("trusted.pem");

    private string Port => $"{api.Server.Port}";

    public async ValueTask InitializeAsync()
    {
        var authority = await api.Server.CommandAsync("ca");
        await File.WriteAllTextAsync(Authority, authority.Output);
    }

    [Theory]
    [InlineData("http://API.execute-api.localhost:PORT/stg/jobs/5")]
    [InlineData("http://localhost:PORT/_aws/execute-api/API/stg/jobs/5")]
    [InlineData("http://127.0.0.1:PORT/_aws/execute-api/API/stg/jobs/5")]
    [InlineData("http://[::1]:PORT/_aws/execute-api/API/stg/jobs/5")]
    [InlineData("http://localhost:PORT/restapis/API/stg/_user_request_/jobs/5")]
    public async Task Url_ReachesTheFunction(string form)
    {
        var answer = await Answer.OfAsync("-H", api.WithKey, Fill(form));

        Assert.Equal(("1.1", 200, Done), (answer.Version, answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("http://API.execute-api.localhost.localstack.cloud:PORT/stg/jobs/5")]
    [InlineData("http://API.execute-api.us-east-1.amazonaws.com/stg/jobs/5")]
    public async Task NameThatOnlyTheResolverLacks_ReachesTheFunction(string form)
    {
        var answer = await Answer.OfAsync("--connect-to", $"::localhost:{Port}", "-H", api.WithKey, Fill(form));

        Assert.Equal((200, Done), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("--http2", "2")]
    [InlineData("--http1.1", "1.1")]
    public async Task UrlOfAwsItself_ReachesTheFunctionOverTls(string offer, string version)
    {
        var url = await api.Terraform.OutputAsync("url");
        Assert.Equal($"https://{api.Id}.execute-api.us-east-1.amazonaws.com/stg", url);

        var answer = await Answer.OfAsync(
            offer, "--cacert", Authority, "--connect-to", $"::localhost:{Port}", "-H", api.WithKey, url + "/jobs/5");

        Assert.Equal((version, 200, Done), (answer.Version, answer.Status, answer.Body));
    }

    [Fact]
    public async Task Http2WithPriorKnowledge_ReachesTheFunction()
    {
        var answer = await Answer.OfAsync("--http2-prior-knowledge", "-H", api.WithKey, api.Url + "/jobs/5");

        Assert.Equal(("2", 200, Done), (answer.Version, answer.Status, answer.Body));
        Assert.Contains("x-amzn-requestid", answer.Headers.Select(header => header.Key)); // HTTP/2 has no capitals
    }

    [Theory]
    [InlineData("http://API.execute-api.eu-west-1.amazonaws.com/stg/jobs/5")] // it lives in another region
    [InlineData("http://nosuchapi0.execute-api.us-east-1.amazonaws.com/stg/jobs/5")]
    [InlineData("http://API.execute-api.us-east-1.amazonaws.com/nostage/jobs/5")]
    public async Task UrlOfNothing_IsForbiddenLikeAnyOther(string form)
    {
        var answer = await Answer.OfAsync("--connect-to", $"::localhost:{Port}", "-H", api.WithKey, Fill(form));

        Assert.Equal((403, """{"message":"Forbidden"}"""), (answer.Status, answer.Body));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    private string Fill(string form) => form.Replace("API", api.Id, StringComparison.Ordinal).Replace("PORT", Port, StringComparison.Ordinal);
}
