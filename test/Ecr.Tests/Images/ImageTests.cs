using System.Net;
using System.Text;
using System.Text.Json;
using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Images;

public sealed class ImageTests : EcrTests
{
    [Fact]
    public async Task PushedImage_IsListedAndDescribed()
    {
        await Host.CreateAsync("app");
        var digest = await Host.PushAsync("app", "v1");
        await Host.PushAsync("app", "latest");
        var untagged = await Host.PushAsync("app", "v2", "second");
        await Host.PushAsync("app", "v2", "third");

        await PythonAsync(
            $$"""
            ids = ecr.list_images(repositoryName='app')['imageIds']
            assert [i['imageTag'] for i in ids if i['imageDigest'] == '{{digest}}'] == ['latest', 'v1'], ids
            assert dict(imageDigest='{{untagged}}') in ids and len(ids) == 4, ids
            assert ecr.list_images(repositoryName='app', filter={'tagStatus': 'UNTAGGED'})['imageIds'] == [{'imageDigest': '{{untagged}}'}]
            assert len(ecr.list_images(repositoryName='app', filter={'tagStatus': 'TAGGED'})['imageIds']) == 3
            pages = [page['imageIds'] for page in ecr.get_paginator('list_images').paginate(repositoryName='app', PaginationConfig={'PageSize': 1})]
            assert [page[0] for page in pages] == ids, pages
            detail = ecr.describe_images(repositoryName='app', imageIds=[{'imageTag': 'v1'}])['imageDetails'][0]
            assert detail.pop('imagePushedAt') is not None
            assert detail == {
                'registryId': '000000000000', 'repositoryName': 'app', 'imageDigest': '{{digest}}', 'imageTags': ['latest', 'v1'],
                'imageSizeInBytes': 7, 'imageManifestMediaType': 'application/vnd.oci.image.manifest.v1+json',
                'artifactMediaType': 'application/vnd.oci.image.config.v1+json'}, detail
            pages = [page['imageDetails'] for page in ecr.get_paginator('describe_images').paginate(repositoryName='app', PaginationConfig={'PageSize': 2})]
            assert [len(page) for page in pages] == [2, 1], pages
            assert error(ecr.describe_images, repositoryName='app', imageIds=[{'imageTag': 'none'}]) == ('ImageNotFoundException',
                "The image with imageId {imageDigest:'null', imageTag:'none'} does not exist within the repository with name 'app' in the registry with id '000000000000'", 400)
            """);
    }

    [Fact]
    public async Task BatchGet_GivesManifestsAndFailures()
    {
        await Host.CreateAsync("app");
        var digest = await Host.PushAsync("app", "v1");

        await PythonAsync(
            $$"""
            import hashlib
            got = ecr.batch_get_image(repositoryName='app', imageIds=[{'imageTag': 'v1'}, {'imageTag': 'none'}, {}, {'imageDigest': 'sha256:zz'},
                {'imageDigest': 'sha256:' + '0' * 64, 'imageTag': 'v1'}])
            image = got['images'][0]
            assert image['imageId'] == {'imageDigest': '{{digest}}', 'imageTag': 'v1'}, image
            assert 'sha256:' + hashlib.sha256(image['imageManifest'].encode()).hexdigest() == '{{digest}}'
            assert [(f['failureCode'], f['failureReason']) for f in got['failures']] == [
                ('ImageNotFound', 'Requested image not found'),
                ('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null'),
                ('InvalidImageDigest', "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"),
                ('ImageNotFound', 'Requested image not found')], got['failures']
            """);
    }

    [Fact]
    public async Task BatchDelete_ByTagKeepsTheImageUntilItsLastTag()
    {
        await Host.CreateAsync("app");
        var digest = await Host.PushAsync("app", "v1");
        await Host.PushAsync("app", "v2");

        await PythonAsync(
            $$"""
            both = ecr.batch_delete_image(repositoryName='app', imageIds=[{'imageTag': 'v1'}])
            assert both['imageIds'] == [{'imageDigest': '{{digest}}', 'imageTag': 'v1'}] and both['failures'] == [], both
            assert ecr.list_images(repositoryName='app')['imageIds'] == [{'imageDigest': '{{digest}}', 'imageTag': 'v2'}]
            ecr.batch_delete_image(repositoryName='app', imageIds=[{'imageTag': 'v2'}])
            assert ecr.list_images(repositoryName='app')['imageIds'] == []
            gone = ecr.batch_delete_image(repositoryName='app', imageIds=[{'imageTag': 'v2'}])
            assert gone['failures'][0]['failureCode'] == 'ImageNotFound', gone
            """);
    }

    [Fact]
    public async Task ImageInAnIndex_GoesOnlyAfterTheIndex()
    {
        await Host.CreateAsync("app");
        var digest = await Host.PushAsync("app", "v1");

        await PythonAsync(
            $$"""
            index = json.dumps({'schemaVersion': 2, 'mediaType': 'application/vnd.oci.image.index.v1+json',
                'manifests': [{'mediaType': 'application/vnd.oci.image.manifest.v1+json', 'digest': '{{digest}}', 'size': 1}]})
            put = ecr.put_image(repositoryName='app', imageManifest=index, imageTag='all')['image']['imageId']
            kept = ecr.batch_delete_image(repositoryName='app', imageIds=[{'imageDigest': '{{digest}}'}])
            assert kept['failures'][0]['failureCode'] == 'ImageReferencedByManifestList', kept
            gone = ecr.batch_delete_image(repositoryName='app', imageIds=[put, {'imageDigest': '{{digest}}'}])
            assert gone['failures'] == [] and len(gone['imageIds']) == 2, gone
            """);
    }

    [Fact]
    public async Task PutImage_AddsATagToAPushedImage()
    {
        await Host.CreateAsync("app");
        var digest = await Host.PushAsync("app", "v1");

        await PythonAsync(
            $$"""
            manifest = ecr.batch_get_image(repositoryName='app', imageIds=[{'imageTag': 'v1'}])['images'][0]['imageManifest']
            put = ecr.put_image(repositoryName='app', imageManifest=manifest, imageTag='v2')['image']
            assert put['imageId'] == {'imageDigest': '{{digest}}', 'imageTag': 'v2'} and put['imageManifest'] == manifest, put
            assert error(ecr.put_image, repositoryName='app', imageManifest=manifest, imageTag='v2') == ('ImageAlreadyExistsException',
                "Image with digest '{{digest}}' and tag 'v2' already exists in the repository with name 'app' in registry with id '000000000000'", 400)
            assert error(ecr.put_image, repositoryName='app', imageManifest=manifest, imageDigest='sha256:' + '0' * 64)[0] == 'ImageDigestDoesNotMatchException'
            assert error(ecr.put_image, repositoryName='app', imageManifest='no manifest')[0] == 'InvalidParameterException'
            unknown = 'sha256:' + '1' * 64
            missing = json.dumps({'schemaVersion': 2, 'config': {'digest': unknown, 'size': 1}, 'layers': []})
            assert error(ecr.put_image, repositoryName='app', imageManifest=missing)[:2] == ('LayersNotFoundException',
                f"layers with digests '[{unknown}]' required for pushing image into repository with name 'app' in the registry with id '000000000000' do not exist")
            missing = json.dumps({'schemaVersion': 2, 'manifests': [{'digest': unknown, 'size': 1}]})
            assert error(ecr.put_image, repositoryName='app', imageManifest=missing)[0] == 'ReferencedImagesNotFoundException'
            """);
    }

    [Theory]
    [InlineData("IMMUTABLE", "", "v1", true)]
    [InlineData("MUTABLE", "", "v1", false)]
    [InlineData("IMMUTABLE_WITH_EXCLUSION", "dev*", "dev-1", false)]
    [InlineData("IMMUTABLE_WITH_EXCLUSION", "dev*", "v1", true)]
    [InlineData("MUTABLE_WITH_EXCLUSION", "*-r*l*", "1-release", true)]
    [InlineData("MUTABLE_WITH_EXCLUSION", "*-r*l*", "1-beta", false)]
    public async Task ImmutableTag_CannotBePushedTwice(string mutability, string filter, string tag, bool refused)
    {
        var filters = filter.Length == 0 ? "" : $",\"imageTagMutabilityExclusionFilters\":[{{\"filterType\":\"WILDCARD\",\"filter\":\"{filter}\"}}]";
        await Host.CreateAsync("app", $",\"imageTagMutability\":\"{mutability}\"{filters}");
        using var client = await Host.RegistryClientAsync();
        await Host.PushAsync("app", tag, client: client);
        var manifest = await client.GetStringAsync($"/v2/app/manifests/{tag}", Cancellation);

        using var response = await client.PutAsync($"/v2/app/manifests/{tag}", new StringContent(manifest, Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(refused ? HttpStatusCode.BadRequest : HttpStatusCode.Created, response.StatusCode);
        if (refused)
        {
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.Contains("\"code\":\"TAG_INVALID\"", text, StringComparison.Ordinal);
            Assert.Contains(
                $"The image tag '{tag}' already exists in the 'app' repository and cannot be overwritten because the tag is immutable.", text, StringComparison.Ordinal);
            // One more space: another image under the same tag.
            var put = JsonEncodedText.Encode(manifest + " ");
            await RefusalAsync("PutImage", $$"""{"repositoryName":"app","imageManifest":"{{put}}","imageTag":"{{tag}}"}""", "ImageTagAlreadyExistsException");
        }
    }

    [Fact]
    public async Task ManyPushesAtOnce_AllArrive()
    {
        await Host.CreateAsync("app");
        using var client = await Host.RegistryClientAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Host.PushAsync("app", $"v{i}", $"layer {i}", client)));

        var (_, listed) = await Host.CallAsync("ListImages", """{"repositoryName":"app"}""");
        Assert.Equal(20, listed.GetProperty("imageIds").GetArrayLength());
    }

    [Fact]
    public async Task DeletedThroughTheRegistry_IsGoneFromEcr()
    {
        await Host.CreateAsync("app");
        var digest = await Host.PushAsync("app", "v1");
        using var client = await Host.RegistryClientAsync();

        using var response = await client.DeleteAsync($"/v2/app/manifests/{digest}", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var (_, listed) = await Host.CallAsync("ListImages", """{"repositoryName":"app"}""");
        Assert.Equal(0, listed.GetProperty("imageIds").GetArrayLength());
    }

    [Fact]
    public async Task Referrers_AreFoundByTheirSubject()
    {
        await Host.CreateAsync("app");
        var digest = await Host.PushAsync("app", "v1");

        await PythonAsync(
            $$"""
            manifest = json.loads(ecr.batch_get_image(repositoryName='app', imageIds=[{'imageTag': 'v1'}])['images'][0]['imageManifest'])
            manifest['subject'] = {'mediaType': manifest['mediaType'], 'digest': '{{digest}}', 'size': 1}
            ecr.put_image(repositoryName='app', imageManifest=json.dumps(manifest), imageTag='about')
            detail = ecr.describe_images(repositoryName='app', imageIds=[{'imageTag': 'about'}])['imageDetails'][0]
            assert detail['subjectManifestDigest'] == '{{digest}}', detail
            """);

        using var client = await Host.RegistryClientAsync();
        Assert.Contains("\"digest\"", await client.GetStringAsync($"/v2/app/referrers/{digest}", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageReader_ReadsWhatWasPushed()
    {
        await Host.CreateAsync("team/app");
        var digest = await Host.PushAsync("team/app", "v1");
        Assert.True(Gatehouse.Registry.Catalog.RepositoryName.TryParse("000000000000/us-east-1/team/app", out var repository));

        var manifest = await Host.Images.FindManifestAsync(repository, "v1", Cancellation);
        await using var layer = await Host.Images.OpenBlobAsync(repository, Registry.Names.Digest.Of("layer"u8).ToString(), Cancellation);

        Assert.Equal(digest, manifest?.Digest);
        using var reader = new StreamReader(layer!);
        Assert.Equal("layer", await reader.ReadToEndAsync(Cancellation));
    }
}
