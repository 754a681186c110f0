using System.Diagnostics;

namespace Gatehouse.Iam.Tests.Stories;

public sealed class CommandLineTests
{
    [Fact]
    public async Task AwsCli_MakesARoleAndAttachesAPolicy()
    {
        await using var host = await IamHost.StartAsync();

        await AwsAsync(host.Address, "iam", "create-role", "--role-name", "r", "--assume-role-policy-document", IamHost.Trust);
        await AwsAsync(host.Address, "iam", "attach-role-policy", "--role-name", "r", "--policy-arn", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
        var attached = await AwsAsync(host.Address, "iam", "list-attached-role-policies", "--role-name", "r", "--query", "AttachedPolicies[].PolicyName", "--output", "text");

        Assert.Equal("AWSLambdaBasicExecutionRole", attached);
    }

    private static async Task<string> AwsAsync(Uri endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", [.. arguments, "--endpoint-url", endpoint.ToString(), "--region", "us-east-1"]) { RedirectStandardOutput = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = "000000000000";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
