using System.Diagnostics;
using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Clients;

/// <summary>The line that every ECR guide begins with: <c>aws ecr get-login-password | docker login</c>.</summary>
public sealed class LoginTests : EcrTests
{
    [Fact]
    public async Task PasswordOfTheAwsCli_LogsContainerToolsIn()
    {
        await Host.CreateAsync("team/app");
        await Host.PushAsync("team/app", "v1");
        using var folder = new TemporaryFolder();
        var auth = folder.In("auth.json");

        await ShellAsync(folder, $"aws ecr get-login-password | skopeo login --authfile {auth} --tls-verify=false --username AWS --password-stdin {Host.Registry}");
        await ShellAsync(
            folder,
            $"skopeo --insecure-policy copy --authfile {auth} --src-tls-verify=false --dest-tls-verify=false " +
            $"docker://{Host.Registry}/team/app:v1 docker://{Host.Registry}/team/app:v2");

        Assert.Contains("\"v2\"", await ShellAsync(folder, "aws ecr list-images --repository-name team/app --output json"), StringComparison.Ordinal);
    }

    private async Task<string> ShellAsync(TemporaryFolder folder, string line)
    {
        var start = new ProcessStartInfo("bash", ["-o", "pipefail", "-c", line])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_ENDPOINT_URL"] = Host.Address.ToString();
        start.Environment["AWS_ACCESS_KEY_ID"] = "000000000000";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, $"{line} ended with {process.ExitCode}: {await output}{await errors}");
        return await output;
    }
}
