using System.Diagnostics;

namespace Gatehouse.Testing;

/// <summary>Runs real Terraform in a folder of its own, with every AWS endpoint at one address.</summary>
public sealed class Terraform : IDisposable
{
    private static readonly string[] Services = ["apigateway", "apigatewayv2", "ecr", "iam", "lambda", "logs", "sts"];

    // Where a provider may lie already; without one, Terraform asks the public registry.
    private static readonly string?[] Mirrors = [Environment.GetEnvironmentVariable("GATEHOUSE_TERRAFORM_MIRROR"), "/opt/tf-plugins", "/usr/share/terraform/plugins"];

    private readonly TempFolder _folder = new();

    private Terraform()
    {
    }

    /// <summary>An initialised folder that holds the provider's configuration and <paramref name="main"/>.</summary>
    /// <param name="withSts">Whether the endpoint has STS, which the provider asks who it is.</param>
    public static async Task<Terraform> InitAsync(Uri endpoint, string main, bool withSts = true)
    {
        var terraform = new Terraform();
        await File.WriteAllTextAsync(terraform._folder.File("provider.tf"), Provider(endpoint, withSts));
        await terraform.WriteAsync(main);
        string[] mirror = Mirrors.FirstOrDefault(Directory.Exists) is { } found ? ["-plugin-dir=" + found] : [];
        await terraform.RunAsync(["init", "-input=false", .. mirror]);
        return terraform;
    }

    /// <summary>Replaces the configuration.</summary>
    public Task WriteAsync(string main) => File.WriteAllTextAsync(_folder.File("main.tf"), main);

    public Task<string> ApplyAsync() => RunAsync(["apply", "-auto-approve", "-input=false"]);

    public Task<string> DestroyAsync() => RunAsync(["destroy", "-auto-approve", "-input=false"]);

    public Task<string> OutputAsync(string name) => RunAsync(["output", "-raw", name]);

    /// <summary>Fails the test, with the plan, when anything would change.</summary>
    public async Task PlanIsEmptyAsync()
    {
        var (exit, output) = await StartAsync(["plan", "-detailed-exitcode", "-input=false"]);
        if (exit != 0)
        {
            throw new InvalidOperationException($"The plan is not empty ({exit}):\n{output}");
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> RunAsync(string[] arguments)
    {
        var (exit, output) = await StartAsync(arguments);
        return exit == 0 ? output : throw new InvalidOperationException($"terraform {string.Join(' ', arguments)} ended with {exit}:\n{output}");
    }

    private async Task<(int Exit, string Output)> StartAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("terraform", arguments) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TF_IN_AUTOMATION"] = "1";
        start.Environment["TF_CLI_ARGS"] = "-no-color";
        start.Environment["CHECKPOINT_DISABLE"] = "1";
        start.Environment.Remove("TF_CLI_CONFIG_FILE");
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private static string Provider(Uri endpoint, bool withSts) =>
        $$"""
        terraform {
          required_providers {
            aws = { source = "hashicorp/aws" }
          }
        }

        provider "aws" {
          region                      = "us-east-1"
          access_key                  = "000000000000"
          secret_key                  = "secret"
          skip_metadata_api_check     = true
          skip_region_validation      = true
          skip_credentials_validation = {{(withSts ? "false" : "true")}}
          skip_requesting_account_id  = {{(withSts ? "false" : "true")}}
          endpoints {
        {{string.Join('\n', Services.Select(service => $"    {service} = \"{endpoint.ToString().TrimEnd('/')}\""))}}
          }
        }

        """;
}
