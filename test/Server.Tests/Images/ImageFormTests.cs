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

    private static async Task PushAsync(StoryServer server, string name, string layers, params string[] options)
    {
        await WitnessImage.PushAsync(server, $"witness:{name}", name, files: 10, options);
        Assert.Contains(layers, await server.Tool.RunAsync(
            "skopeo", "inspect", "--raw", "--tls-verify=false", "--creds", await server.CredentialsAsync(), $"docker://{server.Registry}/witness:{name}"), StringComparison.Ordinal);
    }
}
