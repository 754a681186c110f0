using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Images;

/// <summary>What real tools push, from the registry to a reply of the function in it.</summary>
public sealed class ImageFormTests
{
    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar+zstd", "--dest-compress-format", "zstd")]
    [InlineData("application/vnd.oci.image.layer.v1.tar+zstd", "--dest-compress-format", "zstd:chunked")]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar.gzip", "--format", "v2s2")]
    public async Task ImagePushedInAnyForm_RunsAsAFunction(string layers, params string[] options)
    {
        await using var server = await StoryServer.StartAsync();
        await server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "witness");
        await WitnessImage.PushAsync(server, "witness:1", "one", files: 10, options);
        Assert.Contains(layers, await server.Tool.RunAsync(
            "skopeo", "inspect", "--raw", "--tls-verify=false", "--creds", await server.CredentialsAsync(), $"docker://{server.Registry}/witness:1"), StringComparison.Ordinal);

        Assert.Equal("\"one saw me\"", await server.ScriptAsync(Create(server) + """
            client('lambda').get_waiter('function_active_v2').wait(FunctionName='witness', WaiterConfig={'Delay': 1})
            print(client('lambda').invoke(FunctionName='witness', Payload=json.dumps('me'))['Payload'].read().decode())
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

        var refused = await server.ScriptAsync($$"""
            try:
                {{Create(server).TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal)}}
            except botocore.exceptions.ClientError as failure:
                print(failure.response['Error']['Code'], failure.response['Error']['Message'])
            """);

        Assert.Equal(
            $"InvalidParameterValueException The image manifest, config or layer media type for the source image {server.Registry}/witness:1 is not supported.", refused);
    }

    private static string Create(StoryServer server) => $$"""
        role = client('iam').create_role(RoleName='witness', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
            {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
        client('lambda').create_function(FunctionName='witness', PackageType='Image', Role=role, Timeout=20, Architectures=['{{JobsApi.Architecture}}'], Code={'ImageUri': '{{server.Registry}}/witness:1'})

        """;
}
