using System.Text.Json;
using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Images;

/// <summary>What real tools push, from the registry to a reply of the function in it.</summary>
public sealed class ImageFormTests
{
    private const string Role = """
        role = client('iam').create_role(RoleName='witness', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
            {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']

        """;

    [Fact]
    public async Task ImagesPushedInAnyForm_RunAsFunctions()
    {
        await using var server = await StoryServer.StartAsync();
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "witness");
        await PushAsync(server, "zstd", "application/vnd.oci.image.layer.v1.tar+zstd", "--dest-compress-format", "zstd");
        await PushAsync(server, "chunked", "application/vnd.oci.image.layer.v1.tar+zstd", "--dest-compress-format", "zstd:chunked");
        await PushAsync(server, "docker", "application/vnd.docker.image.rootfs.diff.tar.gzip", "--format", "v2s2");

        Assert.Equal("\"zstd saw me\" \"chunked saw me\" \"docker saw me\"", await server.ScriptAsync(Role + $$"""
            functions = client('lambda')
            said = []
            for name in ['zstd', 'chunked', 'docker']:
                functions.create_function(FunctionName=name, PackageType='Image', Role=role, Timeout=20, Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': f'{{server.Registry}}/witness:{name}'})
                functions.get_waiter('function_active_v2').wait(FunctionName=name, WaiterConfig={'Delay': 1})
                said.append(functions.invoke(FunctionName=name, Payload=json.dumps('me'))['Payload'].read().decode())
            print(*said)
            """));
    }

    [Fact]
    public async Task IndexWithAnAttestation_IsRefusedAsLambdaDoes()
    {
        await using var server = await StoryServer.StartAsync();
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "witness");
        var layout = WitnessImage.Write(server, "one", isAttested: true);
        await server.Tool.RunAsync(
            "skopeo", "copy", "--quiet", "--all", "--dest-tls-verify=false", "--dest-creds", await server.CredentialsAsync(), $"oci:{layout}:image", $"docker://{server.Registry}/witness:1");

        var refused = await server.ScriptAsync(Role + $$"""
            print(*error(client('lambda').create_function, FunctionName='witness', PackageType='Image', Role=role, Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': '{{server.Registry}}/witness:1'})[:2])
            """);

        Assert.Equal(
            $"InvalidParameterValueException The image manifest, config or layer media type for the source image {server.Registry}/witness:1 is not supported.", refused);
    }

    [Theory]
    [InlineData("oci", "application/vnd.oci.image.index.v1+json")]
    [InlineData("v2s2", "application/vnd.docker.distribution.manifest.list.v2+json")]
    public async Task IndexOfTwoPlatforms_RunsItsImageForTheFunctionsArchitecture(string format, string mediaType)
    {
        var other = JobsApi.Architecture == "arm64" ? ("x86_64", "amd64") : ("arm64", "arm64");
        await using var server = await StoryServer.StartAsync();
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "witness");
        var foreign = WitnessImage.Write(server, "foreign", architecture: other.Item2);
        await PushIndexAsync(server, "both", format, foreign, WitnessImage.Write(server, "own"));
        await PushIndexAsync(server, "other", format, foreign);

        var said = await server.ScriptAsync(Role + $$"""
            functions, images = client('lambda'), client('ecr')
            index = images.batch_get_image(repositoryName='witness', imageIds=[{'imageTag': 'both'}])['images'][0]
            parts = {part['platform']['architecture']: part['digest'] for part in json.loads(index['imageManifest'])['manifests']}
            assert index['imageManifestMediaType'] == '{{mediaType}}' and set(parts) == {'amd64', 'arm64'}, index

            def create(name, tag, architecture):
                return functions.create_function(FunctionName=name, PackageType='Image', Role=role, Timeout=20, Architectures=[architecture], Code={'ImageUri': f'{{server.Registry}}/witness:{tag}'})

            own = create('own', 'both', '{{JobsApi.Architecture}}')
            digest = parts['{{(JobsApi.Architecture == "arm64" ? "arm64" : "amd64")}}']
            assert own['CodeSha256'] == digest.split(':')[1], own
            functions.get_waiter('function_active_v2').wait(FunctionName='own', WaiterConfig={'Delay': 1})
            assert functions.get_function(FunctionName='own')['Code']['ResolvedImageUri'] == f'{{server.Registry}}/witness@{digest}'
            other = create('other', 'both', '{{other.Item1}}')
            assert other['CodeSha256'] == parts['{{other.Item2}}'].split(':')[1], other

            print(*error(create, name='none', tag='other', architecture='{{JobsApi.Architecture}}')[:2])
            print(images.batch_delete_image(repositoryName='witness', imageIds=[{'imageDigest': digest}])['failures'][0]['failureCode'])
            moved = functions.update_function_code(FunctionName='own', ImageUri=f'{{server.Registry}}/witness@{index["imageId"]["imageDigest"]}')
            assert moved['CodeSha256'] == own['CodeSha256'], moved
            functions.get_waiter('function_updated_v2').wait(FunctionName='own', WaiterConfig={'Delay': 1})
            print(functions.invoke(FunctionName='own', Payload=json.dumps('me'))['Payload'].read().decode())
            """);
        foreach (var file in new DirectoryInfo(server.In("data/registry")).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.LastWriteTimeUtc -= TimeSpan.FromDays(2);
        }

        var collected = await server.CommandAsync("images", "gc", "--json");

        Assert.Equal(
            [
                $"InvalidParameterValueException Source image {server.Registry}/witness:other is an index without an image for linux/{(JobsApi.Architecture == "arm64" ? "arm64" : "amd64")}, the platform of functions for {JobsApi.Architecture}.",
                "ImageReferencedByManifestList",
                "\"own saw me\"",
            ],
            said.Split('\n'));
        Assert.True(collected.ExitCode == 0, collected.Error);
        Assert.Equal(0, JsonDocument.Parse(collected.Output).RootElement.GetProperty("blobs").GetProperty("deleted").GetInt32());
    }

    /// <summary>An index by buildah, of images in OCI layouts.</summary>
    private static async Task PushIndexAsync(StoryServer server, string tag, string format, params string[] layouts)
    {
        string[] store = ["--root", server.In("buildah"), "--runroot", server.In("buildah-run"), "--storage-driver", "vfs"];
        await server.Tool.RunAsync("buildah", [.. store, "manifest", "create", tag]);
        foreach (var layout in layouts)
        {
            await server.Tool.RunAsync("buildah", [.. store, "manifest", "add", tag, $"oci:{layout}:image"]);
        }

        await server.Tool.RunAsync(
            "buildah", [.. store, "manifest", "push", "--quiet", "--all", "--format", format, "--tls-verify=false", "--creds", await server.CredentialsAsync(), tag, $"docker://{server.Registry}/witness:{tag}"]);
    }

    private static async Task PushAsync(StoryServer server, string name, string layers, params string[] options)
    {
        await WitnessImage.PushAsync(server, $"witness:{name}", name, files: 10, options);
        Assert.Contains(layers, await server.Tool.RunAsync(
            "skopeo", "inspect", "--raw", "--tls-verify=false", "--creds", await server.CredentialsAsync(), $"docker://{server.Registry}/witness:{name}"), StringComparison.Ordinal);
    }
}
