namespace Gatehouse.Server.Tests.Stories;

/// <summary>
/// Four tools push images with the password that <c>aws ecr get-login-password</c> prints, and Lambda runs what they pushed.
/// The fourth is <c>dotnet publish -t:PublishContainer</c>: it pushed the sample, which every other story calls.
/// </summary>
[Collection(JobsApiStories.Name)]
public sealed class PusherTests(JobsApi jobs)
{
    private const string Event =
        """{"resource":"/jobs/{jobId}","path":"/jobs/3","httpMethod":"GET","headers":{},"multiValueHeaders":{},"pathParameters":{"jobId":"3"},"requestContext":{},"isBase64Encoded":false}""";

    [Theory]
    [InlineData("skopeo")]
    [InlineData("buildah")]
    [InlineData("podman")]
    public async Task PushedImage_RunsAsAFunction(string pusher)
    {
        var repository = $"pushed/{pusher}";
        var target = $"{jobs.Server.Registry}/{repository}:1";
        var tool = jobs.Server.Tool;
        var credentials = await jobs.Server.CredentialsAsync();
        await tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", repository);

        await PushAsync(tool, pusher, credentials, target);

        var said = await jobs.Server.ScriptAsync($$"""
            role = client('iam').get_role(RoleName='jobs-api-role')['Role']['Arn']
            functions = client('lambda')
            functions.create_function(FunctionName='by-{{pusher}}', PackageType='Image', Role=role, Code={'ImageUri': '{{target}}'}, Architectures=['{{JobsApi.Architecture}}'])
            functions.get_waiter('function_active_v2').wait(FunctionName='by-{{pusher}}')
            print(functions.invoke(FunctionName='by-{{pusher}}', Payload='''{{Event}}''')['Payload'].read().decode())
            image = client('ecr').describe_images(repositoryName='{{repository}}', imageIds=[{'imageTag': '1'}])['imageDetails'][0]
            print(functions.get_function(FunctionName='by-{{pusher}}')['Code']['ResolvedImageUri'].split('@')[1] == image['imageDigest'])
            functions.delete_function(FunctionName='by-{{pusher}}')
            """);
        var lines = said.Split('\n');
        Assert.Contains("job[3] is done", lines[0], StringComparison.Ordinal);
        Assert.Equal("True", lines[1]);
    }

    [Fact]
    public async Task RepositoryThatWasNotMade_IsRefused()
    {
        var credentials = await jobs.Server.CredentialsAsync();

        var end = await jobs.Server.Tool.TryAsync(
            "skopeo", "--insecure-policy", "copy", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false", "--src-creds", credentials, "--dest-creds", credentials,
            $"docker://{jobs.Image}", $"docker://{jobs.Server.Registry}/never-made:1");

        Assert.NotEqual(0, end.ExitCode);
        Assert.Contains("does not exist", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPassword_IsRefused()
    {
        var end = await jobs.Server.Tool.TryAsync("skopeo", "inspect", "--tls-verify=false", "--creds", "AWS:guess", $"docker://{jobs.Image}");

        Assert.NotEqual(0, end.ExitCode);
        Assert.Matches("(?i)unauthorized|authentication", end.Error);
    }

    private async Task PushAsync(Tool tool, string pusher, string credentials, string target)
    {
        if (pusher == "skopeo")
        {
            await tool.RunAsync(
                "skopeo", "--insecure-policy", "copy", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false", "--src-creds", credentials, "--dest-creds", credentials,
                $"docker://{jobs.Image}", $"docker://{target}");
            return;
        }

        // What podman insists on before it does anything is none of the registry's business.
        var configuration = jobs.Server.In("containers.conf");
        await File.WriteAllTextAsync(
            configuration, "[containers]\ndefault_ulimits=[\"nofile=20000:20000\"]\n[engine]\nruntime=\"runc\"\ncgroup_manager=\"cgroupfs\"\n");
        tool.Environment["CONTAINERS_CONF"] = configuration;
        string[] store = ["--root", jobs.Server.In(pusher), "--runroot", jobs.Server.In(pusher + "-run"), "--storage-driver", "vfs"];
        await tool.RunAsync(pusher, [.. store, "pull", "-q", "--tls-verify=false", "--creds", credentials, jobs.Image]);
        await tool.RunAsync(pusher, [.. store, "tag", jobs.Image, target]);
        await tool.RunAsync(pusher, [.. store, "push", "-q", "--tls-verify=false", "--creds", credentials, target]);
        await tool.RunAsync(pusher, [.. store, "rmi", "--all", "--force"]);
    }
}
