using System.Text.Json;
using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Policies;

public sealed class RepositoryPolicyTests : EcrTests
{
    [Fact]
    public Task Policy_IsKeptShownAndDeleted() => PythonAsync(
        """
        ecr.create_repository(repositoryName='app')
        missing = ('RepositoryPolicyNotFoundException',
            "Repository policy does not exist for the repository with name 'app' in the registry with id '000000000000'", 400)
        assert error(ecr.get_repository_policy, repositoryName='app') == missing
        text = json.dumps({'Version': '2008-10-17', 'Statement': [{'Sid': 's', 'Effect': 'Allow', 'Principal': {'Service': 'lambda.amazonaws.com'},
            'Action': ['ecr:BatchGetImage']}]})
        for answer in (ecr.set_repository_policy(repositoryName='app', policyText=text), ecr.get_repository_policy(repositoryName='app'),
                ecr.delete_repository_policy(repositoryName='app', registryId='000000000000')):
            assert (answer['registryId'], answer['repositoryName'], json.loads(answer['policyText'])) == ('000000000000', 'app', json.loads(text)), answer
        assert error(ecr.delete_repository_policy, repositoryName='app') == missing
        """);

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Statement\":[]}")]
    [InlineData("{\"Statement\":[1]}")]
    [InlineData("{\"Version\":1,\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\"}}")]
    [InlineData("{\"Statement\":{\"Effect\":\"Maybe\",\"Principal\":\"*\",\"Action\":\"*\"}}")]
    [InlineData("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\"}}")]
    public async Task TextThatIsNoPolicy_IsRefused(string text)
    {
        await Host.CreateAsync("app");

        var message = await RefusalAsync(
            "SetRepositoryPolicy", $$"""{"repositoryName":"app","policyText":"{{JsonEncodedText.Encode(text)}}"}""", "InvalidParameterException");

        Assert.Equal("Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'", message);
    }
}
