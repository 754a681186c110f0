using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Repositories;

public sealed class RepositoryTests : EcrTests
{
    [Fact]
    public Task CreatedRepository_IsDescribedWithItsDefaults() => PythonAsync(
        $$"""
        created = ecr.create_repository(repositoryName='team/app')['repository']
        shown = ecr.describe_repositories(repositoryNames=['team/app'])['repositories']
        assert shown == [created], (shown, created)
        created.pop('createdAt')
        assert created == {
            'repositoryArn': 'arn:aws:ecr:us-east-1:000000000000:repository/team/app', 'registryId': '000000000000',
            'repositoryName': 'team/app', 'repositoryUri': '{{Host.Registry}}/team/app', 'imageTagMutability': 'MUTABLE',
            'imageScanningConfiguration': {'scanOnPush': False}, 'encryptionConfiguration': {'encryptionType': 'AES256'} }, created
        """);

    [Fact]
    public Task Settings_AreKept() => PythonAsync(
        """
        ecr.create_repository(repositoryName='app', imageTagMutability='IMMUTABLE_WITH_EXCLUSION',
            imageTagMutabilityExclusionFilters=[{'filterType': 'WILDCARD', 'filter': 'dev-*'}], imageScanningConfiguration={'scanOnPush': True},
            encryptionConfiguration={'encryptionType': 'KMS', 'kmsKey': 'arn:aws:kms:us-east-1:000000000000:key/1'}, tags=[{'Key': 'v', 'Value': '1'}])
        shown = ecr.describe_repositories()['repositories'][0]
        assert shown['imageTagMutability'] == 'IMMUTABLE_WITH_EXCLUSION'
        assert shown['imageTagMutabilityExclusionFilters'] == [{'filterType': 'WILDCARD', 'filter': 'dev-*'}]
        assert shown['imageScanningConfiguration'] == {'scanOnPush': True}
        assert shown['encryptionConfiguration'] == {'encryptionType': 'KMS', 'kmsKey': 'arn:aws:kms:us-east-1:000000000000:key/1'}
        ecr.put_image_tag_mutability(repositoryName='app', registryId='000000000000', imageTagMutability='MUTABLE')
        answer = ecr.put_image_scanning_configuration(repositoryName='app', imageScanningConfiguration={})
        assert answer['imageScanningConfiguration'] == {'scanOnPush': False}, answer
        shown = ecr.describe_repositories()['repositories'][0]
        assert shown['imageTagMutability'] == 'MUTABLE' and 'imageTagMutabilityExclusionFilters' not in shown, shown
        """);

    [Fact]
    public Task Errors_AreEcrs() => PythonAsync(
        """
        ecr.create_repository(repositoryName='app')
        assert error(ecr.create_repository, repositoryName='app') == ('RepositoryAlreadyExistsException',
            "The repository with name 'app' already exists in the registry with id '000000000000'", 400)
        missing = ('RepositoryNotFoundException', "The repository with name 'none' does not exist in the registry with id '000000000000'", 400)
        assert error(ecr.describe_repositories, repositoryNames=['app', 'none']) == missing
        for call in (ecr.delete_repository, ecr.list_images, ecr.describe_images, ecr.get_repository_policy, ecr.get_lifecycle_policy):
            assert error(call, repositoryName='none') == missing, call
        assert error(ecr.describe_repositories, repositoryNames=['app'], registryId='123456789012') == ('RepositoryNotFoundException',
            "The repository with name 'app' does not exist in the registry with id '123456789012'", 400)
        code, message, status = error(ecr.create_repository, repositoryName='Upper')
        assert (code, status) == ('InvalidParameterException', 400)
        assert message.startswith("Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '"), message
        """);

    [Theory]
    [InlineData("\"repositoryName\":\"a\"")]
    [InlineData("\"repositoryName\":\"aa/\"")]
    [InlineData("\"repositoryName\":\"../app\"")]
    [InlineData("\"repositoryName\":\"app\\u0000\"")]
    [InlineData("\"registryId\":\"000000000000\"")] // no name
    [InlineData("\"repositoryName\":\"app\",\"registryId\":\"12\"")]
    [InlineData("\"repositoryName\":\"app\",\"imageTagMutability\":\"SOMETIMES\"")]
    [InlineData("\"repositoryName\":\"app\",\"imageTagMutability\":\"MUTABLE_WITH_EXCLUSION\"")] // without filters
    [InlineData("\"repositoryName\":\"app\",\"imageTagMutabilityExclusionFilters\":[{\"filterType\":\"WILDCARD\",\"filter\":\"x\"}]")] // without exclusion
    [InlineData("\"repositoryName\":\"app\",\"imageTagMutability\":\"MUTABLE_WITH_EXCLUSION\",\"imageTagMutabilityExclusionFilters\":[null]")]
    [InlineData("\"repositoryName\":\"app\",\"encryptionConfiguration\":{\"encryptionType\":\"ROT13\"}")]
    [InlineData("\"repositoryName\":\"app\",\"tags\":[null]")]
    public Task UnusableParameter_IsRefused(string members) => RefusalAsync("CreateRepository", $"{{{members}}}", "InvalidParameterException");

    [Fact]
    public Task Lists_ComeInPages() => PythonAsync(
        """
        for name in ('cc', 'aa', 'bb'):
            ecr.create_repository(repositoryName=name)
        first = ecr.describe_repositories(maxResults=2)
        assert [r['repositoryName'] for r in first['repositories']] == ['aa', 'bb']
        second = ecr.describe_repositories(maxResults=2, nextToken=first['nextToken'])
        assert [r['repositoryName'] for r in second['repositories']] == ['cc'] and 'nextToken' not in second
        assert error(ecr.describe_repositories, nextToken='!!')[0] == 'InvalidParameterException'
        """);

    [Fact]
    public Task Accounts_AreApart() => PythonAsync(
        """
        ecr.create_repository(repositoryName='app')
        for other in (client('ecr', account='111111111111'), client('ecr', region='eu-west-1')):
            assert other.describe_repositories()['repositories'] == []
            other.create_repository(repositoryName='app')
        """);

    [Fact]
    public async Task RepositoryWithImages_IsDeletedByForceOnly()
    {
        await Host.CreateAsync("app");
        await Host.CreateAsync("app/inner");
        await Host.PushAsync("app", "v1");
        var inner = await Host.PushAsync("app/inner", "v1");

        await PythonAsync(
            $"""
            assert error(ecr.delete_repository, repositoryName='app') == ('RepositoryNotEmptyException',
                "The repository with name 'app' in registry with id '000000000000' cannot be deleted because it still contains images", 400)
            assert ecr.delete_repository(repositoryName='app', force=True)['repository']['repositoryName'] == 'app'
            assert error(ecr.describe_repositories, repositoryNames=['app'])[0] == 'RepositoryNotFoundException'
            ecr.create_repository(repositoryName='app')
            assert ecr.list_images(repositoryName='app')['imageIds'] == []
            layers = ecr.batch_check_layer_availability(repositoryName='app', layerDigests=['{Registry.Names.Digest.Of("layer"u8)}'])['layers']
            assert layers[0]['layerAvailability'] == 'UNAVAILABLE', layers
            assert ecr.list_images(repositoryName='app/inner')['imageIds'] == [dict(imageDigest='{inner}', imageTag='v1')]
            """);
    }

    [Fact]
    public Task Registry_ReplicatesNothing() => PythonAsync(
        """
        answer = ecr.describe_registry()
        assert answer['registryId'] == '000000000000' and answer['replicationConfiguration'] == {'rules': []}, answer
        """);

    [Fact]
    public Task OperationThatIsNotThere_IsNamed() => PythonAsync(
        """
        code, message, status = error(ecr.describe_pull_through_cache_rules)
        assert (code, status) == ('NotImplemented', 501) and 'DescribePullThroughCacheRules' in message, message
        """);
}
